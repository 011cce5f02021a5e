"""Cases of the level recover: journals cut, bent and overwritten at every kind of place."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from harness.kata import Case, Rng

from .crash import crash
from .journals import Journal
from .torn import (
    GENERATED,
    first_is_7,
    frames_without_legs,
    keys_alike,
    large_amounts,
    legs_far_apart,
    many_legs,
    nobody_to_pay,
    one_account,
    written_twice,
)
from .torn import (
    a_wide_frame as a_wide_frame,
)
from .torn import (
    many_frames as many_frames,
)

CUTS = [f"cut_at_byte_{n_bytes}" for n_bytes in range(113)]
"""A family for every length that is left of a journal of two frames."""

__all__ = [
    "recover_example",
    "whole_journal",
    *CUTS,
    "cut_in_a_header",
    "cut_between_legs",
    "cut_at_a_frame",
    "flipped_leg",
    "flipped_header",
    "hole_in_the_middle",
    "absurd_counts",
    "recycled_file",
    "written_again",
    "zeros_at_the_end",
    "later_snapshot",
    "asked_after_the_crash",
    "empty_journal",
    "random_journal",
    *GENERATED,
    "first_is_7",
    "frames_without_legs",
    "large_amounts",
    "keys_alike",
    "written_twice",
    "many_legs",
    "legs_far_apart",
    "one_account",
    "nobody_to_pay",
]
DEPTH = ("many_frames", "a_wide_frame")


def recover_example(rng: Rng) -> Case:
    """The example of the starter, with other accounts, keys and amounts."""
    journal = Journal(rng, 2).add(2, key=1).add(2, key=2)
    return journal.case(journal.whole[:-1]) | {"retried": np.array(journal.keys)[[2, 1]]}


def whole_journal(rng: Rng) -> Case:
    """Nothing is missing: the last frame counts too."""
    journal = Journal(rng).fill(int(rng.integers(5, 30)))
    return journal.case(journal.whole)


def _cut(rng: Rng, first: int, end: int) -> Case:
    """A journal that ends from `first` to `end` - 1 bytes into a frame; what follows is gone."""
    journal = Journal(rng).fill(int(rng.integers(5, 30)))
    at = journal.start(int(rng.integers(1, len(journal.frames))))
    return journal.case(journal.whole[: at + int(rng.integers(first, end))])


def _cut_at_byte(n_bytes: int) -> Callable[[Rng], Case]:
    """The family of a journal of two frames, 112 bytes, of which the first `n_bytes` are left."""

    def family(rng: Rng) -> Case:
        journal = Journal(rng, 3).add(2, key=1).add(2, key=2)
        keys = np.array(journal.keys)[[2, 1, 3]]
        return journal.case(journal.whole[:n_bytes]) | {"retried": rng.permutation(keys)}

    family.__name__ = f"cut_at_byte_{n_bytes}"
    family.__doc__ = f"Two frames of 56 bytes: the first {n_bytes} bytes are there, or all of them."
    return family


# too many, and too alike, to be written out: a family is found by its name in this module
globals().update({name: _cut_at_byte(n_bytes) for n_bytes, name in enumerate(CUTS)} | GENERATED)


def cut_in_a_header(rng: Rng) -> Case:
    """The last frame has begun, and not even its key is there."""
    return _cut(rng, 1, 24)


def cut_between_legs(rng: Rng) -> Case:
    """The first leg of the last frame is there, and the last one is not, or in part."""
    journal = Journal(rng).fill(int(rng.integers(5, 20))).add(int(rng.integers(2, 5)), key=60)
    gone = int(rng.integers(1, len(journal.frames[-1]) - 39))
    case = journal.case(journal.whole[:-gone])
    return case | {"retried": np.append(case["retried"], journal.keys[60])}


def cut_at_a_frame(rng: Rng) -> Case:
    """The journal ends between two frames: all that is there counts."""
    return _cut(rng, 0, 1)


def _flipped(rng: Rng, first: int, end: int, after: int) -> Case:
    """One bit is wrong in the bytes `first` to `end` - 1 of a frame, with `after` frames behind.

    The frame has three legs and a key that is asked for.
    """
    journal = Journal(rng).fill(int(rng.integers(3, 12))).add(3, key=60)
    at = journal.start(len(journal.frames) - 1)
    journal.fill(after)
    data = journal.whole
    data[at + int(rng.integers(first, end))] ^= 1 << int(rng.integers(0, 8))
    case = journal.case(data)
    return case | {"retried": np.append(case["retried"], journal.keys[60])}


def flipped_leg(rng: Rng) -> Case:
    """A bit of an amount is wrong in the last frame."""
    return _flipped(rng, 24 + 8, 24 + 15, 0)


def flipped_header(rng: Rng) -> Case:
    """A bit of the checksum, the sequence or the key is wrong in the last frame."""
    return _flipped(rng, *((0, 4) if rng.random() < 0.3 else (8, 24)), 0)


def absurd_counts(rng: Rng) -> Case:
    """The number of legs says more than there is, more than there can be, or nothing."""
    journal = Journal(rng).fill(int(rng.integers(3, 12))).add(3, key=60)
    at = journal.start(len(journal.frames) - 1)
    journal.fill(3)
    data = journal.whole
    count = int(rng.choice([0, 1, 4, 200, 2**27, 2**28, 2**31, 2**32 - 1]))
    data[at + 4 : at + 8] = count.to_bytes(4, "little")
    return journal.case(data)


def hole_in_the_middle(rng: Rng) -> Case:
    """One frame is bad, and those behind it look right: they count no more."""
    return _flipped(rng, 24, 72, int(rng.integers(2, 9)))


def recycled_file(rng: Rng) -> Case:
    """Behind the last frame the file has frames of an earlier use, with right checksums."""
    journal = Journal(rng).fill(int(rng.integers(4, 12)))
    next_number = len(journal.frames) + 1
    wrong = [next_number - 1, next_number + 1, 1, 0, -next_number, next_number + 2**32]
    old = journal.another(int(rng.choice(wrong)), 2, key=61)
    older = journal.another(next_number + 1, 3, key=62)
    case = journal.case(journal.whole + old + older)
    return case | {"retried": np.append(case["retried"], journal.keys[61:63])}


def written_again(rng: Rng) -> Case:
    """Behind a bad frame there is a good one with its number, and more: an earlier use of the file
    had them there.
    """
    journal = Journal(rng).fill(int(rng.integers(4, 12)))
    number = len(journal.frames) + 1
    bad = bytearray(journal.another(number, 2, key=61))
    bad[int(rng.integers(24, len(bad)))] ^= 1 << int(rng.integers(0, 8))
    old = journal.another(number, 2, key=62) + journal.another(number + 1, 3, key=63)
    case = journal.case(journal.whole + bytes(bad) + old)
    return case | {"retried": np.append(case["retried"], journal.keys[61:64])}


def zeros_at_the_end(rng: Rng) -> Case:
    """The file is longer than what was written: zeros follow, whole frames of them."""
    journal = Journal(rng).fill(int(rng.integers(4, 12)))
    return journal.case(journal.whole + bytes(int(rng.integers(1, 200))))


def later_snapshot(rng: Rng) -> Case:
    """The balances are from later than the journal's beginning."""
    journal = Journal(rng).fill(int(rng.integers(6, 20)))
    snapshot = int(rng.integers(2, len(journal.frames) - 2))
    case = journal.case(journal.whole[: -int(rng.integers(1, 40))], snapshot)
    return case | {"retried": np.array(journal.keys[40:60])}


def asked_after_the_crash(rng: Rng) -> Case:
    """Some requests were served before the snapshot, some after it, some in the lost frame."""
    journal = Journal(rng)
    for key in range(1, 13):
        journal.add(2, key=key).add(2)
    journal.add(3, key=50)
    case = journal.case(journal.whole[: -int(rng.integers(1, 17))], snapshot=9)
    keys = [*journal.keys[1:13], journal.keys[50], journal.keys[51], journal.keys[3]]
    return case | {"retried": rng.permutation(keys)}


def empty_journal(rng: Rng) -> Case:
    """No frame at all, or less than a header."""
    journal = Journal(rng)
    case = journal.case(journal.another(1, 2)[: int(rng.choice([0, 0, 3, 23]))])
    return case | ({"retried": np.zeros(0, np.int64)} if rng.random() < 0.5 else {})


def random_journal(rng: Rng) -> Case:
    """Many accounts and frames; cut, bent or whole; with keys that share their lower bits.

    Some snapshots are from after the last frame that is left.
    """
    journal = Journal(rng, 300)
    step = 2 ** int(rng.choice([8, 32, 48]))
    journal.keys = (int(rng.integers(1, 200)) + step * np.arange(400)).tolist()
    journal.fill(int(rng.integers(100, 300)))
    data = journal.whole
    if rng.random() < 0.5:
        data[int(rng.integers(len(data) // 2, len(data)))] ^= 1 << int(rng.integers(0, 8))
    keep = int(rng.integers(len(data) // 2, len(data) + 1))
    return journal.case(data[:keep], int(rng.choice([0, 7, 50, 300])))


WORKLOADS = {"crash": crash()}
