"""Checks of the cells of places, bit for bit."""

from __future__ import annotations

import numpy as np
from h3 import H3BaseException  # type: ignore[import-untyped]
from h3.api import basic_int as h3  # type: ignore[import-untyped]

from harness.kata import Answers, Case

__all__ = [
    "refuses_bad_resolutions",
    "cells_are_valid",
    "same_cell_as_h3",
]


def refuses_bad_resolutions(case: Case, expected: Answers, got: Answers) -> str | None:
    """ValueError outside of 0 to 15, and only there."""
    wanted, raised = int(expected["raised"][0]), int(got["raised"][0])
    if wanted == raised:
        return None
    said = "expected ValueError, got an answer" if wanted else "got ValueError, and it is legal"
    return f"resolution = {case['resolution']}: {said}"


def _first(case: Case, expected: Answers, got: Answers) -> tuple[int, str] | None:
    wrong = np.flatnonzero(expected["cell"] != got["cell"])
    if not len(wrong):
        return None
    i = int(wrong[0])
    place = f"{case['lat_e6'][i] / 1e6:.6f}, {case['lng_e6'][i] / 1e6:.6f}"
    return i, f"place {i} ({place}): expected {int(expected['cell'][i]):x}"


def _is_cell(number: int) -> bool:
    return 0 <= number < 2**63 and bool(h3.is_valid_cell(number))


def cells_are_valid(case: Case, expected: Answers, got: Answers) -> str | None:
    """The number is a cell of H3, of the resolution asked for."""
    found = _first(case, expected, got)
    if found is None:
        return None
    i, story = found
    number = int(got["cell"][i])
    if not _is_cell(number):
        return f"{story}, got {number & (2**64 - 1):x}, which is no cell of H3"
    if h3.get_resolution(number) != case["resolution"]:
        return f"{story}, got {number:x}, which is of resolution {h3.get_resolution(number)}"
    return None


def same_cell_as_h3(case: Case, expected: Answers, got: Answers) -> str | None:
    """The cell that h3 says; tells how far the other one is."""
    found = _first(case, expected, got)
    if found is None:
        return None
    i, story = found
    cells = int(expected["cell"][i]), int(got["cell"][i])
    wrong = int((expected["cell"] != got["cell"]).sum())
    try:
        away = f"{h3.grid_distance(*cells)} cells away"
    except (H3BaseException, OverflowError):
        away = "far away"
    return f"{story}, got {cells[1]:x}, which is {away}; {wrong} of {len(got['cell'])} are wrong"
