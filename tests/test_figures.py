"""What launches say: the same from memory and from a record, total and slowest batch apart."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from harness.box import Window
from harness.judge.trial import REFERENCE, SOLUTION
from harness.kata import Level, Pars
from harness.measure import noise
from harness.measure.figures import SLOWEST, names_of, speeds_of
from harness.measure.launch import Launch
from harness.measure.noise import Gauges, control_failed

STREAM = Level(
    "serve",
    "a stream",
    function="Timelines",
    workloads=("busy",),
    pars=Pars(bronze=0.1, silver=0.3, gold=0.5),
    rate_slowest=True,
)


def window(cost_ms: float, idle_ms: float = 0.0) -> Window:
    return Window(int(cost_ms * 1e6), int(cost_ms * 1e6), int(idle_ms * 1e6), 0, 0)


def launch(reference_ms: list[float], solution_ms: list[float], whole: bool = True) -> Launch:
    found = Launch(whole=whole)
    for mine, theirs in zip(reference_ms, solution_ms, strict=True):
        windows = {REFERENCE: window(mine), SOLUTION: window(theirs)}
        found.add(windows, [REFERENCE, SOLUTION], units=1000)
    return found


def speeds(launches: list[Launch]) -> dict[str, Any]:
    found = speeds_of(STREAM, {"busy": launches}, threads=1, units={"busy": "reads"})
    return {speed.workload: speed for speed in found}


def test_a_slow_batch_counts_in_the_total_and_is_seen_beside_it() -> None:
    steady, with_a_burst = [10.0] * 12, [6.0] * 11 + [134.0]
    found = speeds([launch(steady, with_a_burst) for _ in range(3)])
    assert list(found) == names_of(STREAM) == ["busy", "busy" + SLOWEST]
    assert found["busy"].ratio == pytest.approx(120 / 200), "of the sums, not of a typical batch"
    assert found["busy"].medal == "gold"
    assert found["busy"].units_s == pytest.approx(12 * 1000 / 0.2)
    assert found["busy" + SLOWEST].ratio == pytest.approx(10 / 134)
    assert found["busy" + SLOWEST].medal == "none", "the tail decides as well as the total"
    assert found["busy" + SLOWEST].units_s == pytest.approx(1 / 0.134)


def test_where_batches_are_alike_a_typical_one_counts() -> None:
    found = speeds([launch([10.0] * 5, [5.0] * 4 + [80.0], whole=False) for _ in range(3)])
    assert found["busy"].ratio == pytest.approx(2.0), "a disturbed round moves no median"


def test_the_slowest_batches_of_two_sides_need_not_be_the_same_one() -> None:
    found = speeds([launch([20.0, 10.0, 10.0], [10.0, 10.0, 40.0])])
    assert found["busy" + SLOWEST].ratio == pytest.approx(0.5)


def test_a_void_round_is_nobodys_slowest_batch() -> None:
    one = launch([10.0] * 5, [10.0] * 5)
    one.add({REFERENCE: window(10.0), SOLUTION: window(90.0, idle_ms=5.0)}, [SOLUTION], 1000)
    assert speeds([one])["busy" + SLOWEST].ratio == pytest.approx(1.0)


def test_a_record_says_what_the_launches_said() -> None:
    launches = [launch([10.0, 11.0, 9.0], [30.0, 20.0 + n, 25.0]) for n in range(5)]
    kept = json.loads(json.dumps([one.samples() for one in launches]))
    again = [Launch.from_samples(samples) for samples in kept]
    assert speeds(again) == speeds(launches)
    kept[0]["windows"][SOLUTION][0][1] //= 2
    assert speeds([Launch.from_samples(samples) for samples in kept]) != speeds(launches)


@pytest.mark.parametrize(
    ("figures", "failed", "marks"),
    [
        ({"ratio": 1.01, "low": 1.005, "high": 1.015}, False, 0),
        ({"ratio": 1.04, "low": 0.97, "high": 1.11}, False, 1),
        ({"ratio": 1.04, "low": 1.01, "high": 1.07}, True, 1),
        ({"ratio": 0.95, "low": 0.93, "high": 0.97}, True, 1),
    ],
)
def test_the_reference_against_itself(figures: dict[str, float], failed: bool, marks: int) -> None:
    assert control_failed(figures) == failed
    assert len(Gauges().marks([], {"busy": figures})) == marks
    assert Gauges().told([], {"busy": figures})["rankable"] != failed


def test_two_marks_are_too_many_to_be_ranked() -> None:
    gauges = Gauges()
    gauges.sample()
    assert gauges.runnable, "this system tells how many threads run"
    cores = gauges.told([], {})["cores"]
    gauges.runnable = [cores + 1] * 9
    assert gauges.told([], {})["rankable"]
    assert not gauges.told(["busy"], {})["rankable"]


def test_steal_is_a_share_of_the_time_since_the_first_look(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gauges = Gauges()
    gauges.sample()
    assert gauges.began is not None
    then = gauges.began
    monkeypatch.setattr(noise, "_steal_and_total", lambda: (then[0] + 3, then[1] + 100))
    assert math.isclose(gauges.steal_share, 0.03)
    gauges.runnable = []
    [mark] = gauges.marks([], {})
    assert "host took 3%" in mark
