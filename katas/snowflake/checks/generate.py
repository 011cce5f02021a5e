"""What level generate asks: no id unless the clock is good, and a state to go on from."""

from __future__ import annotations

import numpy as np

from harness.kata import Answers, Case

from .ids import (
    answers_everything,
    follows_the_sequence,
    names_the_reason,
    never_twice,
    own_worker,
    refuses,
    refuses_without_reason,
    rejected_calls_change_nothing,
    stays_in_the_layout,
    time_of_the_id,
)

__all__ = [
    "refuses_bad_workers",
    "answers_everything",
    "never_twice",
    "rejected_calls_change_nothing",
    "refuses_when_clock_went_back",
    "refuses_when_used_up",
    "stays_in_the_layout",
    "refuses_without_reason",
    "names_the_reason",
    "own_worker",
    "time_of_the_id",
    "follows_the_sequence",
    "leaves_its_state",
]


def refuses_bad_workers(case: Case, expected: Answers, got: Answers) -> str | None:
    """A worker that needs more than 10 bits would write into the time."""
    if not expected["raised"][0] or all((expected[x] == got[x]).all() for x in expected):
        return None
    told = "nothing was raised" if not got["raised"][0] else "something was changed before that"
    return (
        f"worker {case['worker']}: expected ValueError and nothing changed, but {told}. Workers "
        "are 0 .. 1023; more bits than 10 run into the time"
    )


refuses_when_clock_went_back = refuses(
    "refuses_when_clock_went_back", -1, "The clock is before the time of the last id"
)
refuses_when_used_up = refuses(
    "refuses_when_used_up", -2, "The 4,096 sequences of this millisecond are used up"
)


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
