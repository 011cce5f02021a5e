"""The rate that no solution can beat on this machine: a kata's unavoidable work as time."""

from __future__ import annotations

from statistics import median

import numpy as np

from harness.catalog import Entry
from harness.kata import Level
from harness.measure.calibration import Calibration

ROOFLINE = "roofline"
"""The last rung of the ladder."""
BELIEVABLE = 1.1
"""A solution faster than the roofline by more than this is flagged: one of the two is wrong."""


def roofline_units_s(
    entry: Entry,
    level: Level,
    workload_name: str,
    rng: np.random.Generator,
    calibration: Calibration,
) -> float:
    """Units a second at the roofline: of a case, or the median over the batches after the first."""
    workload, work = entry.workloads[workload_name], entry.work(level)
    assert work is not None, "asked for levels that give their work alone"
    case = workload.make(rng)
    parts = [case]
    if "batches" in case:
        parts = [{**case, "batches": [batch]} for batch in case["batches"][1:]]
    return median(workload.units(part) / calibration.seconds(work(part)) for part in parts)
