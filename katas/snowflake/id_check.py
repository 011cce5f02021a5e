"""What is wrong with the first wrong answer to a request, in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from harness.kata import Case

from .shapes import EPOCH_MS

Answers = dict[str, np.ndarray]
Check = Callable[[Case, Answers, Answers], "str | None"]
OUTSIDE = -4
CODES = {0: "nothing", -1: "WENT_BACK", -2: "USED_UP", -3: "TOO_FAR", -4: "OUTSIDE"}


def parts(number: int) -> tuple[int, int, int]:
    """Unix time, worker and sequence of an id."""
    return (number >> 22) + EPOCH_MS, number >> 12 & 1023, number & 4095


def words(answer: int) -> str:
    """An answer as one reads it."""
    if answer > 0:
        ms, worker, sequence = parts(answer)
        return f"id {answer} (time {ms}, worker {worker}, sequence {sequence})"
    return f"{CODES[answer]} ({answer})" if answer in CODES else str(answer)


@dataclass
class Place:
    """The first wrong answer, with all that was true when it was asked for."""

    where: str
    expected: int
    got: int
    after_refusal: bool = False
    issued: set[int] = field(default_factory=set)
    starts_after_ms: int | None = None

    def says(self, meaning: str) -> str:
        """A sentence about the place."""
        return f"{self.where}: expected {words(self.expected)}, got {words(self.got)}. {meaning}"


Look = Callable[[Place], "str | None"]


def answers_everything(place: Place) -> str | None:
    """0 is no answer."""
    if place.got != 0:
        return None
    return place.says("Every request gets an id or one of the four codes")


def never_twice(place: Place) -> str | None:
    """An id is issued once."""
    if place.got <= 0 or place.got not in place.issued:
        return None
    return place.says("This id was issued before: two things in the world now have one name")


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


def rejected_calls_change_nothing(place: Place) -> str | None:
    """A request without an id leaves the state as it was."""
    if not place.after_refusal or place.expected == OUTSIDE or max(place.expected, place.got) < 0:
        return None
    return place.says("The request before it was refused, and must leave everything as it was")


def _refuses(name: str, code: int, meaning: str) -> Look:
    def look(place: Place) -> str | None:
        if place.expected != code or place.got <= 0:
            return None
        return place.says(meaning)

    look.__name__, look.__doc__ = name, meaning
    return look


refuses_when_clock_went_back = _refuses(
    "refuses_when_clock_went_back", -1, "The clock is before the time of the last id"
)
refuses_when_used_up = _refuses(
    "refuses_when_used_up", -2, "The 4,096 sequences of this millisecond are used up"
)
borrows_within_the_bound = _refuses(
    "borrows_within_the_bound", -3, "That is more than max_drift_ms ahead of the clock"
)
stays_in_the_layout = _refuses(
    "stays_in_the_layout", -4, "A time must be from 1 to 2**41 - 1 ms after the epoch"
)


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


def names_the_reason(place: Place) -> str | None:
    """The code is that of the first rule that applies."""
    if place.expected >= 0 or place.got >= 0:
        return None
    return place.says("It is refused for another reason: the first rule that applies names it")


def own_worker(place: Place) -> str | None:
    """An id bears the number of its worker."""
    if place.expected <= 0 or place.got <= 0 or parts(place.expected)[1] == parts(place.got)[1]:
        return None
    return place.says("The worker in the id is another")


def time_of_the_id(place: Place) -> str | None:
    """The time in an id counts from the epoch."""
    if place.expected <= 0 or place.got <= 0 or parts(place.expected)[0] == parts(place.got)[0]:
        return None
    return place.says(
        f"The two times are {parts(place.got)[0] - parts(place.expected)[0]} ms apart"
    )


def follows_the_sequence(place: Place) -> str | None:
    """The sequence counts the worker's ids within one millisecond, from 0."""
    if place.expected <= 0 or place.got <= 0 or parts(place.expected)[2] == parts(place.got)[2]:
        return None
    return place.says("The sequence counts this worker's ids of this time, from 0")


def as_check(look: Look, find: Callable[[Case, Answers, Answers], Place | None]) -> Check:
    """A check that looks at the place that `find` finds."""

    def check(case: Case, expected: Answers, got: Answers) -> str | None:
        place = find(case, expected, got)
        return None if place is None else look(place)

    check.__name__, check.__doc__ = look.__name__, look.__doc__
    return check


def first_wrong(case: Case, expected: Answers, got: Answers) -> Place | None:
    """The first wrong id of `generate` or `generate_many`."""
    wrong = np.flatnonzero(expected["ids"] != got["ids"])
    if not len(wrong) or ("raised" in expected and expected["raised"][0]):
        return None
    i, clock = int(wrong[0]), case["clock_ms"]
    name = case["worker"] if isinstance(case["worker"], int) else int(case["worker"][i])
    state = case["state"] if case["state"].ndim == 1 else case["state"][name]
    same = np.flatnonzero(np.broadcast_to(case["worker"], len(clock))[:i] == name)
    before = expected["ids"][same]
    ids = before[before > 0]
    last = parts(int(ids[-1]))[::2] if len(ids) else tuple(state.tolist())
    where = f"request {i} (clock {int(clock[i])}, worker {name}"
    where += f", last id's time {last[0]} and sequence {last[1]})"
    refused = bool(len(before) and before[-1] < 0)
    answers = int(expected["ids"][i]), int(got["ids"][i])
    return Place(where, *answers, refused, set(got["ids"][:i].tolist()))


def leaves_its_state(case: Case, expected: Answers, got: Answers) -> str | None:
    """`state` holds the time and the sequence of the last id."""
    wanted, said = expected["state"].reshape(-1, 2), got["state"].reshape(-1, 2)
    rows = np.flatnonzero((wanted != said).any(axis=1))
    if not len(rows):
        return None
    row = int(rows[0])
    which = f" of worker {row}" if len(wanted) > 1 else ""
    return (
        f"state{which}: expected {wanted[row].tolist()}, got {said[row].tolist()}. The next call "
        "goes on from there: Unix time and sequence of the last id issued"
    )


def refuses_bad_workers(case: Case, expected: Answers, got: Answers) -> str | None:
    """A worker that needs more than 10 bits would write into the time."""
    if not expected["raised"][0] or all((expected[x] == got[x]).all() for x in expected):
        return None
    told = "nothing was raised" if not got["raised"][0] else "something was changed before that"
    return (
        f"worker {case['worker']}: expected ValueError and nothing changed, but {told}. Workers "
        "are 0 .. 1023; more bits than 10 run into the time"
    )


def _looks(*looks: Look) -> tuple[Check, ...]:
    return tuple(as_check(look, first_wrong) for look in looks)


GENERATE: tuple[Check, ...] = (
    refuses_bad_workers,
    *_looks(
        answers_everything,
        never_twice,
        rejected_calls_change_nothing,
        refuses_when_clock_went_back,
        refuses_when_used_up,
        stays_in_the_layout,
        refuses_without_reason,
        names_the_reason,
        own_worker,
        time_of_the_id,
        follows_the_sequence,
    ),
    leaves_its_state,
)
GENERATE_MANY: tuple[Check, ...] = (
    *_looks(
        answers_everything,
        never_twice,
        rejected_calls_change_nothing,
        borrows_within_the_bound,
        stays_in_the_layout,
        refuses_without_reason,
        names_the_reason,
        own_worker,
        time_of_the_id,
        follows_the_sequence,
    ),
    leaves_its_state,
)
