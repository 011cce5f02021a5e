"""What streams of the level lru are made with: operations in a row, as one tells them."""

from __future__ import annotations

from typing import Any

import numpy as np

from harness.kata import Case, Rng
from katas import traces

from ..operations import DELETE, GET, PEEK, PUT, Operation


class Script:
    """Operations one after the other, told with small numbers for the keys.

    Keys and values are drawn at random: each seed gives another case of one plot.
    """

    def __init__(self, rng: Rng, capacity: int, keys: np.ndarray | None = None) -> None:
        self.rng, self.capacity = rng, capacity
        self.keys = traces.scattered(rng, np.arange(64)) if keys is None else keys
        self.batches: list[list[Operation]] = [[]]

    def get(self, *names: int) -> Script:
        return self.add(GET, names)

    def put(self, *names: int) -> Script:
        return self.add(PUT, names)

    def delete(self, *names: int) -> Script:
        return self.add(DELETE, names)

    def peek(self, *names: int) -> Script:
        return self.add(PEEK, names)

    def put_value(self, name: int, value: int) -> Script:
        self.batches[-1].append((PUT, int(self.keys[name]), value))
        return self

    def cut(self) -> Script:
        """End the batch."""
        self.batches.append([])
        return self

    def add(self, op: int, names: tuple[int, ...]) -> Script:
        """One operation for each of these keys."""
        for name in names:
            value = int(self.rng.integers(2**60, 2**63 - 1)) | 1 if op == PUT else 0  # no float
            self.batches[-1].append((op, int(self.keys[name]), value))
        return self

    def case(self) -> Case:
        """The stream of all that was told."""
        return {"capacity": self.capacity, "batches": [_batch(rows) for rows in self.batches]}


def _batch(rows: list[Operation]) -> Case:
    op, key, value = np.array(rows, np.int64).reshape(-1, 3).T
    columns = {"op": op.astype(np.uint8), "key": key, "value": value}
    return {name: np.ascontiguousarray(column) for name, column in columns.items()}


Part = tuple[Any, Any]
"""An operation, or one for each key, and the keys."""


def joined(rng: Rng, capacity: int, *batches: list[Part]) -> Case:
    """A long stream: of each batch its parts in a row. Values are drawn at random."""
    return {"capacity": capacity, "batches": [_batch_of(rng, parts) for parts in batches]}


def _batch_of(rng: Rng, parts: list[Part]) -> Case:
    ops = [np.broadcast_to(np.uint8(op), np.shape(keys)) for op, keys in parts]
    op, key = np.concatenate(ops), np.concatenate([np.asarray(keys) for _, keys in parts])
    value = rng.integers(-(2**63), 2**63 - 1, len(op), endpoint=True)
    return {"op": op, "key": key, "value": np.where(op == PUT, value, 0)}
