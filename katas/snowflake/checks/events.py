"""A stream event by event, and what the right answers have done to each process so far."""

from __future__ import annotations

from collections.abc import Iterator

from harness.kata import Case

from ..constants import RESTART
from .place import parts

Event = tuple[int, int, int]
"""Kind, process and clock."""


def events(case: Case) -> Iterator[tuple[int, int, Event]]:
    """Batch, place in it, and the event."""
    for number, batch in enumerate(case["batches"]):
        columns = (batch[name].tolist() for name in ("kind", "process", "clock_ms"))
        for place, event in enumerate(zip(*columns, strict=True)):
            yield number, place, (event[0], event[1], event[2])


class Lives:
    """What the right answers have done to each process so far."""

    def __init__(self, case: Case) -> None:
        self.lease_end = case["lease_end_ms"].tolist()
        self.lease_ms = case["lease_ms"]
        self.starts_after = list(self.lease_end)
        self.refused = [False] * len(self.lease_end)
        self.issued: list[set[int]] = [set() for _ in self.lease_end]

    def happen(self, event: Event, answer: int) -> None:
        """An event with the right answer to it."""
        kind, process, _ = event
        self.refused[process] = kind != RESTART and answer < 0
        if kind == RESTART:
            self.starts_after[process] = self.lease_end[process]
        elif answer > 0:
            self.issued[process].add(answer)
            ms = parts(answer)[0]
            if ms > self.lease_end[process]:
                self.lease_end[process] = ms + self.lease_ms
