"""What streams of the class are made of: events, and stretches of lookups between changes."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from harness.kata import Case

LOOKUP, ADD, REMOVE = range(3)


def events_of(case: Case) -> int:
    """How many events all batches have."""
    return sum(len(batch["kind"]) for batch in case["batches"])


def stretches(batch: Case) -> Iterator[tuple[int, int]]:
    """From where to where a batch has lookups alone. At the end of each but the last is a change,
    also where two of them leave nothing in between.
    """
    start = 0
    for end in (*np.flatnonzero(batch["kind"] != LOOKUP).tolist(), len(batch["kind"])):
        yield start, end
        start = end + 1
