"""What is wrong with the first wrong id, in words, wherever ids are issued."""

from __future__ import annotations

import functools
from collections.abc import Callable

from harness.kata import Answers, Case, Check

from .first_wrong import first_wrong
from .place import Place, parts

OUTSIDE = -4
Look = Callable[[Place], "str | None"]


def at_first_wrong(look: Look) -> Check:
    """A check that looks at the first wrong id."""

    @functools.wraps(look)
    def check(case: Case, expected: Answers, got: Answers) -> str | None:
        place = first_wrong(case, expected, got)
        return None if place is None else look(place)

    return check


def refuses(name: str, code: int, meaning: str) -> Check:
    """A check that no id is issued where this code is due."""

    def look(place: Place) -> str | None:
        if place.expected != code or place.got <= 0:
            return None
        return place.says(meaning)

    look.__name__, look.__doc__ = name, meaning
    return at_first_wrong(look)


@at_first_wrong
def answers_everything(place: Place) -> str | None:
    """0 is no answer."""
    if place.got != 0:
        return None
    return place.says("Every request gets an id or one of the four codes")


@at_first_wrong
def never_twice(place: Place) -> str | None:
    """An id is issued once."""
    if place.got <= 0 or not place.issued:
        return None
    return place.says("This id was issued before: two things in the world now have one name")


@at_first_wrong
def rejected_calls_change_nothing(place: Place) -> str | None:
    """A request without an id leaves the state as it was."""
    if not place.after_refusal or place.expected == OUTSIDE or max(place.expected, place.got) < 0:
        return None
    return place.says("The request before it was refused, and must leave everything as it was")


borrows_within_the_bound = refuses(
    "borrows_within_the_bound", -3, "That is more than max_drift_ms ahead of the clock"
)
stays_in_the_layout = refuses(
    "stays_in_the_layout", -4, "A time must be from 1 to 2**41 - 1 ms after the epoch"
)


@at_first_wrong
def refuses_without_reason(place: Place) -> str | None:
    """Who can get an id gets one."""
    if place.expected <= 0 or place.got >= 0:
        return None
    if not place.starts_after_ms:
        return place.says("Nothing stands in the way of an id")
    return place.says(
        f"When the process last started, its lease ended at {place.starts_after_ms}, and this id "
        "is later: nothing stands in its way. Only an id moves a lease, and only one after its end"
    )


@at_first_wrong
def names_the_reason(place: Place) -> str | None:
    """The code is that of the first rule that applies."""
    if place.expected >= 0 or place.got >= 0:
        return None
    return place.says("It is refused for another reason: the first rule that applies names it")


@at_first_wrong
def own_worker(place: Place) -> str | None:
    """An id bears the number of its worker."""
    if place.expected <= 0 or place.got <= 0 or parts(place.expected)[1] == parts(place.got)[1]:
        return None
    return place.says("The worker in the id is another")


@at_first_wrong
def time_of_the_id(place: Place) -> str | None:
    """The time in an id counts from the epoch."""
    if place.expected <= 0 or place.got <= 0 or parts(place.expected)[0] == parts(place.got)[0]:
        return None
    return place.says(
        f"The two times are {parts(place.got)[0] - parts(place.expected)[0]} ms apart"
    )


@at_first_wrong
def follows_the_sequence(place: Place) -> str | None:
    """The sequence counts the worker's ids within one millisecond, from 0."""
    if place.expected <= 0 or place.got <= 0 or parts(place.expected)[2] == parts(place.got)[2]:
        return None
    return place.says("The sequence counts this worker's ids of this time, from 0")
