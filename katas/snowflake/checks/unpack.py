"""What is wrong with the parts of an id, in words."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from harness.kata import Answers, Case, Check

from ..constants import LAYOUTS

__all__ = [
    "refuses_unknown_layouts",
    "unsigned",
    "keeps_the_last_digits",
    "counts_from_its_epoch",
    "right_widths",
]

NAMES = ("Twitter", "Discord", "Instagram")
Parts = tuple[int, int, int]
Look = Callable[[int, int, Parts, Parts], "str | None"]


def refuses_unknown_layouts(case: Case, expected: Answers, got: Answers) -> str | None:
    """There are three layouts."""
    if not expected["raised"][0] or all((expected[x] == got[x]).all() for x in expected):
        return None
    told = "nothing was raised" if not got["raised"][0] else "something was filled before that"
    return (
        f"layout {case['layout']}: expected ValueError and nothing filled, but {told}. Layouts are "
        "0, 1 and 2"
    )


def _first(case: Case, expected: Answers, got: Answers) -> tuple[int, Parts, Parts] | None:
    """The first wrong id, what it says and what was said."""
    names = ("ms", "worker", "sequence")
    wrong = np.flatnonzero(np.any([expected[x] != got[x] for x in names], axis=0))
    if not len(wrong) or expected["raised"][0]:
        return None
    i = int(wrong[0])
    wanted, said = ([int(side[x][i]) for x in names] for side in (expected, got))
    return i, (wanted[0], wanted[1], wanted[2]), (said[0], said[1], said[2])


def _signed(number: int, layout: int, wanted: Parts, said: Parts) -> str | None:
    bits = sum(LAYOUTS[layout][:2])
    if number >= 0 or said[0] != wanted[0] - (1 << 64 - bits):
        return None
    return "bit 63 belongs to the time: read the id as an unsigned number"


def _whole(number: int, layout: int, wanted: Parts, said: Parts) -> str | None:
    worker_bits, sequence_bits, epoch = LAYOUTS[layout]
    again = (said[0] - epoch << worker_bits | said[1]) << sequence_bits | said[2]
    if number < 2**53 or wanted[0] != said[0] or not 0 < abs(again - number) < 2048:
        return None
    return (
        f"together your parts make {again}, which is {abs(again - number)} off: somewhere the id "
        "was a float, which has 53 bits for 63"
    )


def _epoch(number: int, layout: int, wanted: Parts, said: Parts) -> str | None:
    off = said[0] - wanted[0]
    if wanted[1:] != said[1:] or off % 2**40 == 0:
        return None
    return f"the time is off by {off} ms: add {NAMES[layout]}'s epoch, {LAYOUTS[layout][2]}"


def _widths(number: int, layout: int, wanted: Parts, said: Parts) -> str | None:
    worker_bits, sequence_bits, _ = LAYOUTS[layout]
    return (
        f"the time has all bits above the lowest {worker_bits + sequence_bits}, the worker has "
        f"{worker_bits} and the sequence the {sequence_bits} below it"
    )


def _check(name: str, meaning: str, look: Look) -> Check:
    def check(case: Case, expected: Answers, got: Answers) -> str | None:
        found = _first(case, expected, got)
        if found is None:
            return None
        i, wanted, said = found
        number, layout = int(case["ids"][i]), case["layout"]
        told = look(number, layout, wanted, said)
        if told is None:
            return None
        return (
            f"ids[{i}] = {number} ({NAMES[layout]}): expected time, worker, sequence "
            f"{wanted}, got {said}: {told}"
        )

    check.__name__, check.__doc__ = name, meaning
    return check


unsigned = _check("unsigned", "The highest bit belongs to the time.", _signed)
keeps_the_last_digits = _check("keeps_the_last_digits", "An id has more bits than a float.", _whole)
counts_from_its_epoch = _check(
    "counts_from_its_epoch", "Each layout has an epoch of its own.", _epoch
)
right_widths = _check("right_widths", "Each layout has widths of its own.", _widths)
