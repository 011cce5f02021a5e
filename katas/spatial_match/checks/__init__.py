"""The checks of every level, and the work that no solution can avoid."""

from __future__ import annotations

from collections.abc import Callable

from harness.kata import Case, Work

from . import cells, dispatch, match, nearest, world

LEVELS = {
    "nearest": nearest,
    "world": world,
    "match": match,
    "dispatch": dispatch,
    "new-years-eve": dispatch,
    "cells": cells,
}


def _near_work(case: Case) -> Work:
    """Read everybody's place, look at one place of drivers for each rider, answer."""
    drivers, riders = len(case["cell"]), len(case["pickup_cell"])
    answers = 4 * riders * case.get("K", 1)
    return Work(8 * (drivers + riders) + answers, gathers=riders, gathered_bytes=8 * drivers)


def _dispatch_work(case: Case) -> Work:
    """Read every report, find its driver, and look at one place of drivers for each rider."""
    moves = sum(len(batch["cell"]) for batch in case["batches"])
    riders = sum(len(batch["pickup_cell"]) for batch in case["batches"])
    streamed = 28 * moves + 20 * riders
    return Work(streamed, gathers=moves + riders, gathered_bytes=32 * case["n_drivers"])


def _cells_work(case: Case) -> Work:
    """Read the places, write the cells."""
    return Work(16 * len(case["lat_e6"]))


WORK: dict[str, Callable[[Case], Work]] = {
    "nearest": _near_work,
    "world": _near_work,
    "match": _near_work,
    "dispatch": _dispatch_work,
    "new-years-eve": _dispatch_work,
    "cells": _cells_work,
}
