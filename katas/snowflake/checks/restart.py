"""What level restart asks: no id from before the end of the lease, and no refusal after it."""

from __future__ import annotations

import numpy as np

from harness.kata import Answers, Case

from .collisions import only_issued_ids_collide
from .ids import (
    answers_everything,
    at_first_wrong,
    borrows_within_the_bound,
    never_twice,
    refuses_without_reason,
    rejected_calls_change_nothing,
)
from .place import Place, parts

__all__ = [
    "restarts_answer_nothing",
    "answers_everything",
    "never_twice",
    "respects_the_lease",
    "borrows_within_the_bound",
    "refuses_without_reason",
    "rejected_calls_change_nothing",
    "as_the_events_say",
    "counts_the_rejected",
    "only_issued_ids_collide",
]


@at_first_wrong
def restarts_answer_nothing(place: Place) -> str | None:
    """A restart asks for nothing."""
    if place.expected != 0:
        return None
    return place.says("The place of a RESTART stays 0")


@at_first_wrong
def respects_the_lease(place: Place) -> str | None:
    """After a start no id has a time within the lease."""
    if place.got <= 0 or place.starts_after_ms is None:
        return None
    if parts(place.got)[0] > place.starts_after_ms:
        return None
    return place.says(
        f"When the process last started, its lease ended at {place.starts_after_ms}; the process "
        "before it may have issued any id up to then"
    )


@at_first_wrong
def as_the_events_say(place: Place) -> str | None:
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
