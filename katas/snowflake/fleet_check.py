"""What is wrong with an answer of the levels restart and issue-6, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from harness.kata import Case

from .id_check import (
    Answers,
    Check,
    Look,
    Place,
    answers_everything,
    as_check,
    borrows_within_the_bound,
    never_twice,
    parts,
    refuses_without_reason,
    rejected_calls_change_nothing,
    respects_the_lease,
    words,
)
from .shapes import RESTART

Event = tuple[int, int, int]


def _events(case: Case) -> Iterator[tuple[int, int, Event]]:
    """Batch, place in it, and the event."""
    for number, batch in enumerate(case["batches"]):
        columns = (batch[name].tolist() for name in ("kind", "process", "clock_ms"))
        for place, event in enumerate(zip(*columns, strict=True)):
            yield number, place, (event[0], event[1], event[2])


class _Lives:
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


def first_wrong(case: Case, expected: Answers, got: Answers) -> Place | None:
    """The first wrong answer to an event."""
    wrong = np.flatnonzero(expected["ids"] != got["ids"])
    if not len(wrong) or "batches" not in case:
        return None
    lives = _Lives(case)
    right, said = expected["ids"].tolist(), got["ids"].tolist()
    for i, (number, place, event) in enumerate(_events(case)):
        if i == wrong[0]:
            kind, process, clock = event
            what = "RESTART" if kind == RESTART else "REQUEST"
            where = f"batch {number}, event {place} ({what} of process {process}, clock {clock})"
            where += f", lease until {lives.lease_end[process]}"
            refused, issued = lives.refused[process], lives.issued[process]
            started = lives.starts_after[process]
            return Place(where, right[i], said[i], refused, issued, started)
        lives.happen(event, right[i])
    raise IndexError("there are more answers than events")


def _restarts_answer_nothing(place: Place) -> str | None:
    """A restart asks for nothing."""
    if place.expected != 0:
        return None
    return place.says("The place of a RESTART stays 0")


def _as_the_events_say(place: Place) -> str | None:
    """Time, worker and sequence are those of the process's next id."""
    return place.says("The next id of this process is another")


def counts_the_rejected(case: Case, expected: Answers, got: Answers) -> str | None:
    """`rejected` counts the refusals of one batch."""
    wrong = np.flatnonzero(expected["rejected"] != got["rejected"])
    if not len(wrong):
        return None
    number = int(wrong[0])
    return (
        f"batch {number}: expected {expected['rejected'][number]} rejected requests, got "
        f"{got['rejected'][number]}. Each batch counts its own requests that got no id"
    )


def _collision(name: str, meaning: str, speaks: Callable[[int, int], bool]) -> Check:
    def check(case: Case, expected: Answers, got: Answers) -> str | None:
        wrong = np.flatnonzero(expected["collision"] != got["collision"])
        if not len(wrong) or "batches" not in case:
            return None
        number = int(wrong[0])
        wanted, said = (int(side["collision"][number]) for side in (expected, got))
        if not speaks(wanted, said):
            return None
        told = _told(case, expected, number, wanted)
        return f"batch {number}: expected collision {wanted}, got {said}. {told}{meaning}"

    check.__name__, check.__doc__ = name, meaning
    return check


def _told(case: Case, expected: Answers, number: int, place: int) -> str:
    """Which id collides, and with what."""
    if place == 0:
        return "All its ids are new. "
    answers = expected["ids"].tolist()
    events = list(_events(case))
    at = next(i for i, (batch, p, _) in enumerate(events) if (batch, p) == (number, place - 1))
    before = answers.index(answers[at])
    batch, p, (_, process, _) = events[before]
    return (
        f"Event {place - 1} of this batch (the first is 0) is answered with {words(answers[at])}, "
        f"as event {p} of batch {batch}, of process {process}, was. "
    )


counts_from_one = _collision(
    "counts_from_one",
    "Places are counted from 1, since 0 says that there is none.",
    lambda wanted, said: said > 0 and said == wanted - 1,
)
finds_the_first_collision = _collision(
    "finds_the_first_collision",
    "An id collides with any before it, in any batch and of any process.",
    lambda wanted, said: wanted > 0 and (said == 0 or said > wanted),
)
only_issued_ids_collide = _collision(
    "only_issued_ids_collide",
    "Only an id collides, and only with the same id: time, worker and sequence.",
    lambda wanted, said: True,
)


def _looks(*looks: tuple[str, Look]) -> tuple[Check, ...]:
    checks = tuple(as_check(look, first_wrong) for _, look in looks)
    for check, (name, _) in zip(checks, looks, strict=True):
        check.__name__ = name
    return checks


RESTARTS: tuple[Check, ...] = (
    *_looks(
        ("restarts_answer_nothing", _restarts_answer_nothing),
        ("answers_everything", answers_everything),
        ("never_twice", never_twice),
        ("respects_the_lease", respects_the_lease),
        ("borrows_within_the_bound", borrows_within_the_bound),
        ("refuses_without_reason", refuses_without_reason),
        ("rejected_calls_change_nothing", rejected_calls_change_nothing),
        ("as_the_events_say", _as_the_events_say),
    ),
    counts_the_rejected,
    only_issued_ids_collide,
)
INCIDENT: tuple[Check, ...] = (
    *RESTARTS[:-1],
    counts_from_one,
    finds_the_first_collision,
    only_issued_ids_collide,
)
