"""What the checks of outcomes share: the first that differs, and the first that is none."""

from __future__ import annotations

import numpy as np

from harness.kata import Answers

EDGE, REGIONAL, ORIGIN, JOINED, FAILED, WRITTEN = range(1, 7)


def first_difference(expected: Answers, got: Answers) -> int | None:
    """Where the first outcome stands that differs."""
    different = np.flatnonzero(expected["outcome"] != got["outcome"])
    return int(different[0]) if len(different) else None


def first_strange(got: Answers, last: int) -> tuple[int, str] | None:
    """Where the first outcome stands that is no number from 1 to `last`, and what stands there."""
    strange = np.flatnonzero((got["outcome"] < 1) | (got["outcome"] > last))
    if not len(strange):
        return None
    given = got["outcome"][strange[0]]
    how = " (nothing was written there; fill `outcome` in place, all of it)" if given == 0 else ""
    return int(strange[0]), f"got {given}{how}"
