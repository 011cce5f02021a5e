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


def numbered(case: Case) -> Case:
    """The case with what the checks want to know: `_key`, which key each lookup asks for, by its
    number among all in their order (-1 for a change), `_keys`, how many there are, and `_trouble`,
    the first event that is a change.
    """
    kind = np.concatenate([batch["kind"] for batch in case["batches"]])
    arg = np.concatenate([batch["arg"] for batch in case["batches"]])
    keys, number = np.unique(arg[kind == LOOKUP], return_inverse=True)
    key = np.full(len(kind), -1, np.int32)
    key[kind == LOOKUP] = number
    ends = np.cumsum([len(batch["kind"]) for batch in case["batches"]])
    batches = [
        {**batch, "_key": part}
        for batch, part in zip(case["batches"], np.split(key, ends[:-1]), strict=True)
    ]
    return {**case, "batches": batches, "_keys": len(keys), "_trouble": trouble_of(case)}


def trouble_of(case: Case) -> tuple[int]:
    """The first event that changes the fleet; all of them, where none does."""
    events = 0
    for batch in case["batches"]:
        changes = np.flatnonzero(batch["kind"] != LOOKUP)
        if len(changes):
            return (events + int(changes[0]),)
        events += len(batch["kind"])
    return (events,)
