"""The checks of every level, and the work that no solution can avoid."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from harness.kata import Case, Work

from . import cell_check, dispatch_check, match_check, near_check

Answers = dict[str, np.ndarray]
Check = Callable[[Case, Any, Answers], "str | None"]

CHECKS: dict[str, tuple[Check, ...]] = {
    "nearest": near_check.NEAREST_CHECKS,
    "world": near_check.WORLD_CHECKS,
    "match": match_check.CHECKS,
    "dispatch": dispatch_check.CHECKS,
    "new-years-eve": dispatch_check.CHECKS,
    "cells": cell_check.CHECKS,
}


def _near_work(case: Case) -> Work:
    """Read everybody's place, look at one place of drivers for each rider, answer."""
    drivers, riders = len(case["cell"]), len(case["pickup_cell"])
    answers = 4 * riders * case.get("K", 1)
    return Work(8 * (drivers + riders) + answers, gathers=riders, gathered_bytes=8 * drivers)


def _match_work(case: Case) -> Work:
    """Read everybody's place, answer."""
    drivers, riders = len(case["cell"]), len(case["pickup_cell"])
    return Work(8 * (drivers + riders) + 4 * riders, gathers=riders, gathered_bytes=8 * drivers)


def _dispatch_work(case: Case) -> Work:
    """Read every report, find its driver, and look at one place of drivers for each rider."""
    moves = sum(len(batch["cell"]) for batch in case["batches"])
    riders = sum(len(batch["pickup_cell"]) for batch in case["batches"])
    streamed = 28 * moves + 20 * riders
    return Work(streamed, gathers=moves + riders, gathered_bytes=32 * case["n_drivers"])


def _cells_work(case: Case) -> Work:
    """Read the places, write the cells."""
    return Work(16 * len(case["lat_e6"]))


LIMIT: dict[str, Callable[[Case], Work]] = {
    "nearest": _near_work,
    "world": _near_work,
    "match": _match_work,
    "dispatch": _dispatch_work,
    "new-years-eve": _dispatch_work,
    "cells": _cells_work,
}
