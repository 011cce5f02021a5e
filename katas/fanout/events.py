"""The events of a stream: their kinds, and rows of them as a batch."""

from __future__ import annotations

import numpy as np

from harness.kata import Case

POST, READ, FOLLOW, UNFOLLOW, DELETE = range(5)
"""Kinds of events; their `arg` is an id (POST, DELETE) or an account (FOLLOW, UNFOLLOW)."""


def event_batch(events: np.ndarray) -> Case:
    """Rows of kind, user, arg as the batch of a stream; `R` is the number of reads."""
    kind, user, arg = (np.ascontiguousarray(column) for column in events.T)
    return {
        "kind": kind.astype(np.uint8),
        "user": user.astype(np.int32),
        "arg": arg,
        "R": int((kind == READ).sum()),
    }
