"""One workload in one set of fresh workers: alternating windows, every answer checked."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from harness.box import Window
from harness.judge.arena import Limit
from harness.judge.replay import Replay
from harness.judge.trial import REFERENCE
from harness.measure import stats

PAIRS, PAIRS_MIN, PAIRS_MAX = 12, 4, 36
PAIRS_LATE = 8
"""Enough where the time of a default run runs out: one launch more is worth more than four pairs
more.
"""
STEADY = 0.01
"""After PAIRS pairs a launch goes on until its word is as sure as this, a standard error."""
SIDE_S = 0.4
"""No pair is begun after this much time a side in a workload's windows, but for the first
PAIRS_MIN. Mostly CPU time: else a neighbour that takes the core takes pairs too.
"""
WINDOW_NS = 5e6
"""The reference's windows last at least this long: short calls are repeated, each on own input."""
CALLS_MAX = 32
IDLE_CPU_NS_MAX = 1_000_000
CPU_OVER_WALL_MAX = 1.05
CLOCK_SLACK_NS = 100_000
"""Wall time ends at the event, CPU time at the freeze: they may differ by this much."""
VOID_SHARE_MAX = 1 / 3
LEARNT, LEARNING_ROUNDS_MIN = math.log(1.05), 4
"""Thirds of so many rounds that differ by so much and do not overlap: four and four do not by
chance once in seventy launches, and then they seldom differ by so much.
"""
SAMPLE = ("wall_ns", "cpu_ns", "idle_cpu_ns", "faults", "switches")
"""What a record keeps of each window, in this order."""


@dataclass
class Launch:
    """The samples of one workload in one set of fresh workers: side -> windows, by round."""

    windows: dict[str, list[Window]] = field(default_factory=dict)
    idle_ns: float = 0.0
    build_ns: dict[str, float] = field(default_factory=dict)
    units: list[int] = field(default_factory=list)
    order: list[list[str]] = field(default_factory=list)
    whole: bool = False
    """All batches were played, and their sum is rated, not a typical one."""
    stream: bool = False
    """The rounds are batches of one stream: what was learnt in earlier ones is the task itself."""

    def add(self, windows: dict[str, Window], order: list[str], units: int) -> None:
        """One round."""
        for side, window in windows.items():
            self.windows.setdefault(side, []).append(window)
        self.order.append(order)
        self.units.append(units)

    def valid(self, side: str, threads: int, against: str = REFERENCE) -> list[int]:
        """The rounds of both sides in which their clocks make sense."""
        rounds = zip(self.windows.get(against, []), self.windows.get(side, []), strict=False)
        return [
            number
            for number, windows in enumerate(rounds)
            if all(_plausible(window, threads) for window in windows)
        ]

    def is_void(self, side: str, threads: int) -> bool:
        """Whether so many rounds are void that the rest say nothing."""
        valid = len(self.valid(side, threads))
        return valid == 0 or valid < len(self.windows[side]) * (1 - VOID_SHARE_MAX)

    def costs_ns(self, side: str, rounds: Sequence[int]) -> list[float]:
        """What the calls took, without the empty window; nothing is faster than a microsecond."""
        return [max(1e3, self.windows[side][i].cost_ns - self.idle_ns) for i in rounds]

    def log_ratio(self, side: str, threads: int, against: str = REFERENCE) -> float:
        """log(against / side): median over the valid rounds, or of the sums where all count."""
        rounds = self.valid(side, threads, against)
        return self._log_ratio(self.costs_ns(against, rounds), self.costs_ns(side, rounds))

    def _log_ratio(self, mine: list[float], theirs: list[float]) -> float:
        if self.whole:
            return math.log(sum(mine) / sum(theirs))
        first = len(mine) if self.stream else before_it_learnt(mine, theirs)
        return stats.log_ratio(mine[:first], theirs[:first])

    def is_steady(self, rounds: int, sides: Iterable[str]) -> bool:
        """Whether so many rounds were enough to say where these sides stand."""
        mine = self.costs_ns(REFERENCE, range(rounds))
        for side in sides:
            theirs = self.costs_ns(side, range(rounds))
            ratios = [math.log(a / b) for a, b in zip(mine, theirs, strict=True)]
            if stats.standard_error_of_median(ratios) > STEADY:
                return False
        return True

    def wall_log_ratio(self, side: str, threads: int) -> float:
        """The same of wall times, for the record."""
        rounds = self.valid(side, threads)
        walls = [
            [float(self.windows[name][i].wall_ns) for i in rounds] for name in (REFERENCE, side)
        ]
        return self._log_ratio(*walls)

    def slowest_ns(self, side: str, threads: int) -> float:
        """What the slowest of the valid rounds cost this side."""
        return max(self.costs_ns(side, self.valid(side, threads)))

    def slowest_log_ratio(self, side: str, threads: int, against: str = REFERENCE) -> float:
        """log(slowest round of `against` / of `side`); they need not be the same round."""
        rounds = self.valid(side, threads, against)
        slowest = [max(self.costs_ns(name, rounds)) for name in (against, side)]
        return math.log(slowest[0] / slowest[1])

    def units_s(self, side: str, threads: int) -> float:
        """Work done in a second, from the median over the valid rounds or all of them."""
        rounds = self.valid(side, threads)
        costs = self.costs_ns(side, rounds)
        if self.whole:
            return 1e9 * sum(self.units[i] for i in rounds) / sum(costs)
        return 1e9 * float(
            np.median([self.units[i] / c for i, c in zip(rounds, costs, strict=True)])
        )

    @classmethod
    def from_samples(cls, samples: dict[str, Any]) -> Launch:
        """The launch that `samples` came from."""
        windows = {
            side: [Window(**dict(zip(SAMPLE, values, strict=True))) for values in rounds]
            for side, rounds in samples["windows"].items()
        }
        told = {name: samples[name] for name in ("idle_ns", "build_ns", "units", "order", "whole")}
        return cls(windows=windows, stream=samples.get("stream", False), **told)

    def samples(self) -> dict[str, Any]:
        """All that was measured, for the record."""
        return {
            "order": self.order,
            "units": self.units,
            "idle_ns": self.idle_ns,
            "build_ns": self.build_ns,
            "whole": self.whole,
            "stream": self.stream,
            "windows": {
                side: [[getattr(w, name) for name in SAMPLE] for w in windows]
                for side, windows in self.windows.items()
            },
        }


def before_it_learnt(mine: Sequence[float], theirs: Sequence[float]) -> int:
    """How many rounds count: all, or the first third where the last third is faster than all of it.

    Who gets faster from window to window pays with slow rounds for fast ones, and a median forgives
    up to half of them. Nobody is to get slower, so noise alone is not taken for it.
    """
    ratios = [math.log(a / b) for a, b in zip(mine, theirs, strict=True)]
    third = len(ratios) // 3
    if third < LEARNING_ROUNDS_MIN:
        return len(ratios)
    early, late = ratios[:third], ratios[-third:]
    learnt = float(np.median(late) - np.median(early))
    return third if min(late) > max(early) and learnt > LEARNT else len(ratios)


def _plausible(window: Window, threads: int) -> bool:
    if window.idle_cpu_ns > IDLE_CPU_NS_MAX:
        return False
    if window.cpu_ns is None:
        return True
    return window.cpu_ns <= CPU_OVER_WALL_MAX * window.wall_ns * threads + CLOCK_SLACK_NS


class WrongWhenTimed(Exception):
    """An answer at full size was wrong: side, check and sentence."""

    def __init__(self, side: str, check: str, text: str) -> None:
        super().__init__(side, check, text)
        self.side, self.check, self.text = side, check, text


def play(
    replay: Replay,
    rng: np.random.Generator,
    limit_s: Limit,
    least: int = PAIRS_MIN,
    between: Callable[[], None] = lambda: None,
    patience_s: float = math.inf,
    whole: bool = False,
    sides: Sequence[str] = (),
    until_s: float = math.inf,
) -> Launch:
    """A workload in an open arena: one unscored round, then rounds ABBA, the first side drawn; with
    all sides of the arena, or the given ones. PAIRS rounds, and more where they disagree.

    `between` is called after each round. A side whose scored window took longer than `patience_s`
    leaves; the others go on. With `whole`, time is no reason to stop before the last batch. Past
    `until_s`, of the monotonic clock, PAIRS_LATE rounds are enough.
    """
    launch = Launch(idle_ns=replay.arena.idle_ns(), whole=whole)
    builds = replay.open(30.0)
    launch.stream = "batches" in replay.case
    launch.build_ns = {side: window.cost_ns for side, window in builds.items()}
    forward = list(sides or replay.arena.boxes)
    rng.shuffle(forward)
    spent_s, number = 0.0, -1
    time_s = SIDE_S * len(forward)
    while number < least or (
        number < PAIRS_MAX
        and (whole or (spent_s < time_s and not _is_enough(launch, forward, until_s)))
    ):
        order = forward if number % 4 in (0, 3) else forward[::-1]
        found = replay.next(limit_s, order)
        if found is None:
            break
        steps, faults = found
        for side, (check, text) in faults.items():
            raise WrongWhenTimed(side, check, text)
        windows = {side: step.window for side, step in steps.items()}
        number += 1
        if number > 0:
            launch.add(windows, order, replay.units)
            spent_s += sum(window.spent_s for window in windows.values())
            patient = {s for s, window in windows.items() if window.wall_ns / 1e9 <= patience_s}
            forward = [side for side in forward if side == REFERENCE or side in patient]
        between()
    return launch


def _is_enough(launch: Launch, sides: Sequence[str], until_s: float) -> bool:
    """Whether more rounds would say no more, or come too late."""
    rounds = len(launch.order)
    if rounds >= PAIRS_LATE and time.monotonic() >= until_s:
        return True
    return rounds >= PAIRS and launch.is_steady(rounds, sides)


def calls_for(reference_cost_ns: float) -> int:
    """How many calls make a window long enough to be timed."""
    return min(CALLS_MAX, max(1, math.ceil(WINDOW_NS / max(reference_cost_ns, 1.0))))
