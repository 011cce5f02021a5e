"""What launches say: one Speed a figure, from raw samples alone.

Used where they are measured and where a published record is audited, so both do the same sums. A
figure is a workload, or its slowest batch.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from harness.judge.trial import REFERENCE, SOLUTION
from harness.judge.verdict import Speed
from harness.kata import Level, medal_of
from harness.measure import stats
from harness.measure.launch import Launch

MARGIN = 0.98
"""A par counts as reached when the interval's low end is above this share of it."""
DISAGREE = 1.10
"""Launches that differ by more than this are called noisy."""
SLOWEST = ", slowest batch"

Launches = Mapping[str, Sequence[Launch]]
"""Workload -> its launches."""


def names_of(level: Level) -> list[str]:
    """The figures of a level: its workloads, each with its slowest batch where that is rated."""
    if not level.rate_slowest:
        return list(level.workloads)
    return [figure for name in level.workloads for figure in (name, name + SLOWEST)]


def log_ratios(
    launches: Launches,
    figure: str,
    threads: int,
    side: str = SOLUTION,
    against: str = REFERENCE,
) -> list[float]:
    """Each launch's log(against / side)."""
    ratio = Launch.slowest_log_ratio if figure.endswith(SLOWEST) else Launch.log_ratio
    behind = launches[figure.removesuffix(SLOWEST)]
    return [ratio(launch, side, threads, against) for launch in behind]


def interval(
    launches: Launches,
    figure: str,
    threads: int,
    side: str = SOLUTION,
    against: str = REFERENCE,
) -> tuple[float, float, float]:
    """Ratio, low and high of a figure."""
    return stats.interval(log_ratios(launches, figure, threads, side, against))


def speeds_of(
    level: Level, launches: Launches, threads: int, units: Mapping[str, str]
) -> tuple[Speed, ...]:
    """Every figure of a level; `units` names what each workload counts."""
    return tuple(
        _speed(level, launches, figure, threads, units[figure.removesuffix(SLOWEST)])
        for figure in names_of(level)
    )


def _speed(level: Level, launches: Launches, figure: str, threads: int, unit: str) -> Speed:
    slowest = figure.endswith(SLOWEST)
    behind = launches[figure.removesuffix(SLOWEST)]
    ratio, low, high = interval(launches, figure, threads)
    medal = medal_of(level.pars, low / MARGIN)
    if medal == "gold" and low > 1.0:
        medal = "star"
    logs = log_ratios(launches, figure, threads)
    rates = {
        side: float(np.median([rate(launch, side, threads, slowest) for launch in behind]))
        for side in (REFERENCE, SOLUTION)
    }
    walls = [launch.wall_log_ratio(SOLUTION, threads) for launch in behind]
    return Speed(
        workload=figure,
        ratio=ratio,
        low=low,
        high=high,
        launches=len(behind),
        unit="batches" if slowest else unit,
        units_s=rates[SOLUTION],
        reference_units_s=rates[REFERENCE],
        medal=medal,
        noisy=len(logs) > 1 and max(logs) - min(logs) > math.log(DISAGREE),
        wall_ratio=ratio if slowest else math.exp(float(np.mean(walls))),
    )


def rate(launch: Launch, side: str, threads: int, slowest: bool) -> float:
    """Work done in a second by one side of a launch; slowest batches are counted as batches."""
    if slowest:
        return 1e9 / launch.slowest_ns(side, threads)
    return launch.units_s(side, threads)
