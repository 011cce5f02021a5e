"""Streams of lookups and changes, told step by step.

Nodes come and go while the same keys are asked for again and again, in another order, so that every
move is seen.
"""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng

from ..streams import ADD, REMOVE, numbered, trouble_of
from .fleets import any_keys, node_ids

CHANGES_MAX, NODES_MAX, BATCHES_MAX = 2_000, 1_000, 300
"""What the contract allows in a stream: changes that change something, nodes at a time, batches."""


class Script:
    """A stream: lookups of the keys by their numbers, changes, ends of batches.

    Nodes are told by number: 0 ... nodes - 1 are there from the beginning, higher ones are new.
    `names` are their ids, where those matter.
    """

    def __init__(
        self, rng: Rng, nodes: int, keys: np.ndarray, names: np.ndarray | None = None
    ) -> None:
        self.rng, self.keys = rng, keys
        ids = node_ids(rng, 2 * nodes + 20) if names is None else names
        self.names = ids.astype(np.int32)
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

    def play(self, *changes: int) -> Script:
        """One change after the other, and after each a look for every key: node 3 comes is told as
        3, node 3 leaves as ~3.
        """
        for each in changes:
            (self.add(each) if each >= 0 else self.remove(~each)).look_all()
        return self

    def undo(self, *changes: int) -> Script:
        """Take changes back, the last one first, and look for every key after each."""
        return self.play(*(~each for each in reversed(changes)))

    def case(self) -> Case:
        """The whole stream."""
        return numbered(self.as_played())

    def as_played(self) -> Case:
        """The whole stream, in which keys have the numbers they have here: for full size."""
        if self.parts or not self.batches:
            self.cut()
        case = {"node": self.start.copy(), "batches": self.batches}
        return {**case, "_keys": len(self.keys), "_trouble": trouble_of(case)}


def begin(rng: Rng, nodes: int, keys: int = 1_200, names: np.ndarray | None = None) -> Script:
    """A stream in which nothing has happened yet, over about so many keys."""
    return Script(rng, nodes, np.unique(any_keys(rng, keys)), names)
