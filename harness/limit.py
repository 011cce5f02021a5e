"""The rate that no solution can beat on this machine: a kata's unavoidable work as time."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median

import numpy as np

from harness.calibration import Calibration
from harness.catalog import Entry
from harness.kata import Case, Level, Work, Workload

LIMIT = "limit"
"""The last rung of the ladder."""
BELIEVABLE = 1.1
"""A solution faster than the limit by more than this is flagged: the reckoning or the solution is
wrong.
"""


def limits(entry: Entry) -> dict[str, Callable[[Case], Work]]:
    """Level -> the work of a case; empty where the kata gives none."""
    return getattr(entry.module("check"), "LIMIT", {})


def limit_units_s(
    entry: Entry,
    level: Level,
    workload_name: str,
    rng: np.random.Generator,
    calibration: Calibration,
) -> float:
    """Units a second at the limit: of a case, or the median over the batches after the first."""
    workload: Workload = entry.module("cases").WORKLOADS[workload_name]
    case = workload.make(rng)
    parts = [case]
    if "batches" in case:
        parts = [{**case, "batches": [batch]} for batch in case["batches"][1:]]
    work = limits(entry)[level.name]
    return median(workload.units(part) / calibration.seconds(work(part)) for part in parts)
