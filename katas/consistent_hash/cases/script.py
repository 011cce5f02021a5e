"""Streams of lookups and changes, told step by step.

A case also says which key each lookup asks for, by number (`_key`; -1 for a change), and how many
keys there are (`_keys`): checks remember keys by their numbers. Nodes come and go while the same
keys are asked for again and again, in another order, so that every move is seen.
"""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng

from ..streams import ADD, REMOVE
from .fleets import any_keys, node_ids


class Script:
    """A stream: lookups of the keys by their numbers, changes, ends of batches.

    Nodes are told by number: 0 ... nodes - 1 are there from the beginning, higher ones are new.
    """

    def __init__(self, rng: Rng, nodes: int, keys: np.ndarray) -> None:
        self.rng, self.keys = rng, keys
        self.names = node_ids(rng, 2 * nodes + 20)
        self.start = self.names[:nodes]
        self.parts: list[tuple[np.ndarray, ...]] = []
        self.batches: list[Case] = []

    def look(self, numbers: np.ndarray) -> Script:
        """Lookups of these keys."""
        self.parts.append(
            (np.zeros(len(numbers), np.uint8), self.keys[numbers], numbers.astype(np.int32))
        )
        return self

    def look_all(self) -> Script:
        """Every key once, in an order of its own."""
        return self.look(self.rng.permutation(len(self.keys)))

    def add(self, *nodes: int) -> Script:
        return self._change(ADD, nodes)

    def remove(self, *nodes: int) -> Script:
        return self._change(REMOVE, nodes)

    def _change(self, kind: int, nodes: tuple[int, ...]) -> Script:
        kinds = np.full(len(nodes), kind, np.uint8)
        args = self.names[list(nodes)].astype(np.uint64)
        self.parts.append((kinds, args, np.full(len(nodes), -1, np.int32)))
        return self

    def cut(self) -> Script:
        """End the batch."""
        columns = zip(*self.parts, strict=True) if self.parts else ((), (), ())
        types = (np.uint8, np.uint64, np.int32)
        joined = [
            np.concatenate([*parts, np.zeros(0, dtype)]).astype(dtype)
            for parts, dtype in zip(columns, types, strict=True)
        ]
        self.batches.append(dict(zip(("kind", "arg", "_key"), joined, strict=True)))
        self.parts = []
        return self

    def case(self) -> Case:
        """The whole stream."""
        if self.parts:
            self.cut()
        return {"node": self.start.copy(), "batches": self.batches, "_keys": len(self.keys)}


def begin(rng: Rng, nodes: int, keys: int = 3_000) -> Script:
    """A stream in which nothing has happened yet, over about so many keys."""
    return Script(rng, nodes, np.unique(any_keys(rng, keys)))
