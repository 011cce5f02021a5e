"""How many pairs a launch plays: real boxes, whose work agrees or does not."""

from __future__ import annotations

import math
import time
from types import SimpleNamespace

import numpy as np
import pytest
from conftest import HONEST, LIMITS, MODES, SCALE, solution

from harness.box import Setting, Window
from harness.judge.arena import Arena
from harness.judge.replay import Replay
from harness.judge.trial import REFERENCE
from harness.kata import Case, Level, Workload
from harness.measure import launch as launching
from harness.measure.launch import PAIRS, PAIRS_LATE, PAIRS_MAX, PAIRS_MIN, Launch, play

# the work of a call is drawn, so that pairs disagree on any machine
SHAKY = """
import random
def scale(x, by, y):
    for _ in range(random.choice([1, 400])):
        y[:] = x * by
"""
ASLEEP = SHAKY.replace("    for", "    time.sleep(0.04)\n    for").replace("import", "import time,")
LEVEL = Level("scale", "", "scale", ("numbers",))


def _make(rng: np.random.Generator) -> Case:
    return {"x": rng.integers(1, 2**40, 10_000), "by": int(rng.integers(2, 1000))}


def played(source: str, until_s: float = math.inf) -> Launch:
    """One launch of the honest solution beside this one."""
    rng = np.random.default_rng()
    sides = {REFERENCE: solution(HONEST), "solution": solution(source)}
    checks = SimpleNamespace(CHECKS={"scale": ()})
    with Arena(sides, Setting(MODES[0], LIMITS)) as arena:
        arena.load(["scale"], {})
        workload = Workload(_make, lambda _: 10_000, "numbers")
        replay = Replay(arena, checks, LEVEL, SCALE, workload, rng, 4)  # type: ignore[arg-type]
        return play(replay, rng, lambda *_: 5.0, until_s=until_s)


def rounds(launch: Launch) -> int:
    return len(launch.order)


def test_pairs_that_disagree_are_played_to_the_last() -> None:
    assert rounds(played(SHAKY)) == PAIRS_MAX


def test_a_launch_that_is_late_has_enough_sooner() -> None:
    assert rounds(played(SHAKY, until_s=time.monotonic())) == PAIRS_LATE < PAIRS


def test_the_time_of_the_windows_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(launching, "SIDE_S", 1e-6)
    assert rounds(played(SHAKY)) == PAIRS_MIN


def test_waiting_costs_a_third_of_working(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who sleeps uses time up, but not as if it worked: nor does one whose core is taken away."""
    monkeypatch.setattr(launching, "SIDE_S", 0.25)
    found = rounds(played(ASLEEP))  # 4 calls of 40 ms a window
    assert 6 <= found < PAIRS_MAX
    assert Window(wall_ns=9, cpu_ns=1, idle_cpu_ns=0, faults=0, switches=0).spent_s == 3e-9
    assert Window(wall_ns=9, cpu_ns=8, idle_cpu_ns=0, faults=0, switches=0).spent_s == 8e-9


def _of(ratios: list[float]) -> Launch:
    """A launch whose pairs have these ratios."""
    launch = Launch()
    for ratio in ratios:
        windows = {
            side: Window(int(ns), int(ns), idle_cpu_ns=0, faults=0, switches=0)
            for side, ns in ((REFERENCE, 1e7), ("solution", 1e7 / ratio))
        }
        launch.add(windows, [REFERENCE, "solution"], 1)
    return launch


def test_a_launch_is_steady_when_its_pairs_agree() -> None:
    agreed = _of([0.99, 1.01] * 6)
    assert agreed.is_steady(PAIRS, ["solution"])
    apart = _of([0.8, 1.25] * 6)
    assert not apart.is_steady(PAIRS, ["solution"])
    one_wild = _of([1.0] * 11 + [3.0])
    assert one_wild.is_steady(PAIRS, ["solution"])


def test_a_limit_does_not_count_what_a_machine_did_not_run() -> None:
    window = Window(wall_ns=90, cpu_ns=10, idle_cpu_ns=0, faults=0, switches=0, waited_ns=75)
    assert (window.spent_s, window.used_s) == (30e-9, 10e-9)
    sleeper = Window(wall_ns=90, cpu_ns=10, idle_cpu_ns=0, faults=0, switches=0)
    assert sleeper.used_s == 30e-9
