"""A stream as one row of events, and what the right answers have done to a process."""

from __future__ import annotations

import numpy as np

from harness.kata import Case

from ..constants import RESTART
from .place import parts


def joined(case: Case, name: str) -> np.ndarray:
    """A column of all batches."""
    batches = case["batches"]
    columns: np.ndarray = np.concatenate([batch[name] for batch in batches])
    return columns


def place_of(case: Case, event: int) -> tuple[int, int]:
    """In which batch an event is, counted over all of them, and its place there."""
    ends = np.cumsum([len(batch["kind"]) for batch in case["batches"]])
    number = int(np.searchsorted(ends, event, side="right"))
    return number, event - int(ends[number]) + len(case["batches"][number]["kind"])


class Life:
    """What the right answers have done to one process before an event.

    Only the events of this process are looked at: there may be millions of others.
    """

    def __init__(self, case: Case, ids: np.ndarray, event: int) -> None:
        process = joined(case, "process")
        number = int(process[event])
        own = np.flatnonzero(process[:event] == number)
        self.answers = ids[own]
        self.lease_end = int(case["lease_end_ms"][number])
        self.starts_after = self.lease_end
        self.refused = False
        kinds = joined(case, "kind")[own].tolist()
        for kind, answer in zip(kinds, self.answers.tolist(), strict=True):
            self.refused = kind != RESTART and answer < 0
            if kind == RESTART:
                self.starts_after = self.lease_end
            elif answer > 0 and parts(answer)[0] > self.lease_end:
                self.lease_end = parts(answer)[0] + case["lease_ms"]
