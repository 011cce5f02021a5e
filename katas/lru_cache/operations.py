"""Operations of the level lru: their numbers, their names, and how a case holds them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from harness.kata import Case

GET, PUT, DELETE, PEEK = range(4)
NAMES = ("get", "put", "delete", "peek")
Operation = tuple[int, int, int]
"""Op, key, value."""


def operations(case: Case) -> Iterator[Operation]:
    """Every op, key and value of the stream."""
    for batch in case["batches"]:
        columns = (batch[name].tolist() for name in ("op", "key", "value"))
        yield from zip(*columns, strict=True)


def columns(case: Case) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Op, key and value of all operations of the stream, an array each."""
    op, key, value = (
        np.concatenate([batch[name] for batch in case["batches"]])
        for name in ("op", "key", "value")
    )
    return op, key, value
