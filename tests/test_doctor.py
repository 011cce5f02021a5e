"""kata doctor: attacks that win without locks and lose with them, and a difference planted."""

from __future__ import annotations

import numpy as np
import pytest
from conftest import LIMITS

from harness import catalog
from harness.box import Setting
from harness.kata import Work
from harness.measure.calibration import Calibration, at_size, calibrate
from harness.measure.doctor import ATTACKS, canaries, resolution
from harness.measure.roofline import roofline_units_s


def test_every_canary_is_stopped_and_would_win_without_locks(locked_mode: str) -> None:
    found = list(canaries(Setting(locked_mode, LIMITS)))
    assert [canary.attack for canary in found] == list(ATTACKS)
    for canary in found:
        assert canary.stopped, canary
        assert canary.wins_unlocked, canary


def test_a_box_without_locks_stops_nothing() -> None:
    assert not any(canary.stopped for canary in canaries(Setting("off", LIMITS)))


def test_the_planted_kernel_does_more_work() -> None:
    told: list[str] = []
    found = resolution(Setting("full", LIMITS), 2, told.append)
    assert set(found.intervals) == {"itself", "1.05x", "1.10x"} and len(told) == 2
    ratio, low, high = found.intervals["1.10x"]
    assert low < ratio < high and 0.6 < ratio < 1.3


def test_memory_is_slower_where_it_is_larger() -> None:
    found = calibrate(Setting("full", LIMITS))
    first, *_, last = sorted(found.chase_ns)
    assert found.chase_ns[last] > 5 * found.chase_ns[first]
    assert found.gather_ns[last] > found.gather_ns[first]


def test_work_is_streams_plus_gathers_at_the_speed_of_their_memory() -> None:
    known = Calibration({1024: 1e9, 1 << 20: 2e9}, {1024: 1.0, 1 << 20: 5.0}, {})
    assert known.seconds(Work(2_000_000)) == pytest.approx(0.001)
    assert known.seconds(Work(0, 1000, 1024)) == pytest.approx(1e-6)
    assert known.seconds(Work(0, 1000, 32 << 10)) == pytest.approx(3e-6), "half way by logarithm"
    assert at_size(known.gather_ns, 1 << 30) == 5.0


@pytest.mark.parametrize("entry", catalog.entries(), ids=lambda entry: entry.kata.name)
def test_every_timed_level_has_a_roofline(entry: catalog.Entry) -> None:
    slow = Calibration({1 << 20: 1e9}, {1 << 20: 10.0}, {})
    fast = Calibration({1 << 20: 2e9}, {1 << 20: 5.0}, {})
    timed = [level for level in entry.kata.levels if level.score == "speed" and level.workloads]
    given = {level.name for level in entry.kata.levels if entry.work(level)}
    assert given == {level.name for level in timed}
    for level in timed:
        rng = np.random.default_rng(1)
        rates = [
            roofline_units_s(entry, level, level.workloads[0], rng, one) for one in (slow, fast)
        ]
        assert rates[1] == pytest.approx(2 * rates[0], rel=0.1), "twice the memory, twice the rate"
