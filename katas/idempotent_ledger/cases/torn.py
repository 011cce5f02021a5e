"""More cases of the level recover: every wrong number in a header, all ends, and long journals."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from harness.kata import Case, Rng
from katas import traces

from ..protocol import INT64
from .alike import near
from .anything import EDGES
from .checksums import crc32_of_words
from .journals import Journal, Legs, frame

Family = Callable[[Rng], Case]
TOP = int(INT64.max)
NEXT: dict[str, Callable[[int], int]] = {
    "next_is_the_last_again": lambda due: due - 1,
    "next_is_one_too_far": lambda due: due + 1,
    "next_is_1_again": lambda due: 1,
    "next_is_0": lambda due: 0,
    "next_is_negative": lambda due: -due,
    **{f"next_is_2_{bits}_too_far": partial(int.__add__, 2**bits) for bits in (8, 16, 31, 32, 53)},
}
"""What stands where the sequence `due` is due, in a frame that is right but for that."""
COUNTS = {
    f"count_is_{name}": count
    for name, count in {
        **{str(count): count for count in (0, 1, 2, 4, 5, 200)},
        **{f"2_{bits}": 2**bits for bits in (16, 27, 28, 31)},
        **{f"2_{bits}_and_3": 2**bits + 3 for bits in (8, 16, 28, 31)},
        "2_32_less_1": 2**32 - 1,
    }.items()
}
"""What stands for the number of legs in a frame that has three."""
WRAPS = {f"count_is_right_in_{bits}_bits": 2**bits + 2 for bits in (8, 16, 24, 28, 30, 31)}
"""The same in a frame of two legs, whose checksum is right if its count is believed to be two."""
SNAPSHOTS: dict[str, Callable[[int], int]] = {
    "snapshot_at_the_first": lambda last: 1,
    "snapshot_before_the_last": lambda last: last - 1,
    "snapshot_at_the_last": lambda last: last,
    "snapshot_beyond_the_last": lambda last: last + 1,
    "snapshot_2_8": lambda last: 2**8,
    "snapshot_2_16": lambda last: 2**16,
    "snapshot_2_31": lambda last: 2**31,
    "snapshot_2_32": lambda last: 2**32,
    "snapshot_far_beyond": lambda last: TOP,
}
CHECKSUMS: dict[str, Callable[[int], int]] = {
    "checksum_is_0": lambda right: 0,
    "checksum_is_all_ones": lambda right: 2**32 - 1,
    "checksum_is_inverted": lambda right: right ^ (2**32 - 1),
    "checksum_is_right_below": lambda right: right ^ 2**31,
    "checksum_is_right_above": lambda right: right ^ 1,
    "checksum_is_right_in_the_middle": lambda right: right ^ (2**24 + 2**7),
    "checksum_is_right_at_the_ends": lambda right: right ^ (2**16 + 2**15),
}
"""What stands for the checksum of a frame that is right but for that."""
MANY = 70_000


def _named(name: str, doc: str, make: Family) -> Family:
    make.__name__, make.__doc__ = name, doc
    return make


def _next(wrong: Callable[[int], int]) -> Family:
    def family(rng: Rng) -> Case:
        journal = Journal(rng).fill(int(rng.integers(4, 12)))
        due = len(journal.frames) + 1
        old = journal.another(wrong(due), 2, key=61) + journal.another(due + 1, 2, key=62)
        return _asked(journal, journal.whole + old, 61, 62, 1, 2)

    return family


def _asked(journal: Journal, data: bytes | bytearray, *keys: int) -> Case:
    """The case with these keys asked for as well."""
    case = journal.case(data)
    return case | {"retried": np.append(case["retried"], np.array(journal.keys)[[*keys]])}


def _count(count: int) -> Family:
    def family(rng: Rng) -> Case:
        journal = Journal(rng).fill(int(rng.integers(3, 12))).add(3, key=60)
        at = journal.start(len(journal.frames) - 1)
        journal.fill(3)
        data = journal.whole
        data[at + 4 : at + 8] = count.to_bytes(4, "little")
        return _asked(journal, data, 60)

    return family


def _wraps(count: int) -> Family:
    def family(rng: Rng) -> Case:
        journal = Journal(rng).fill(int(rng.integers(3, 12)))
        due = len(journal.frames) + 1
        bad = frame(due, journal.keys[60], [(0, -7), (1, 7)], count)
        return _asked(journal, journal.whole + bad + journal.another(due + 1, 2, key=61), 60, 61)

    return family


def _checksum(wrong: Callable[[int], int]) -> Family:
    def family(rng: Rng) -> Case:
        journal = Journal(rng).fill(int(rng.integers(4, 12)))
        due = len(journal.frames) + 1
        bad = journal.another(due, 2, key=61)
        checksum = wrong(int.from_bytes(bad[:4], "little")).to_bytes(4, "little")
        data = journal.whole + checksum + bad[4:] + journal.another(due + 1, 2, key=62)
        return _asked(journal, data, 61, 62, 1)

    return family


def _snapshot(number: Callable[[int], int]) -> Family:
    def family(rng: Rng) -> Case:
        journal = Journal(rng).fill(int(rng.integers(4, 20))).add(2, key=60)
        whole, last = journal.whole, len(journal.frames)
        torn = bytes(journal.another(last + 1, 2, key=61)[: int(rng.integers(0, 50))])
        return _asked(journal, whole + torn, 60, 61, 1) | {"snapshot": number(last)}

    return family


GENERATED: dict[str, Family] = {
    **{
        name: _named(name, "A frame is right but for its sequence.", _next(wrong))
        for name, wrong in NEXT.items()
    },
    **{
        name: _named(name, f"A header says {count} legs, and there are three.", _count(count))
        for name, count in COUNTS.items()
    },
    **{
        name: _named(name, f"A header says {count} legs, and two of them are there.", _wraps(count))
        for name, count in WRAPS.items()
    },
    **{
        name: _named(name, "A frame is right but for its checksum.", _checksum(wrong))
        for name, wrong in CHECKSUMS.items()
    },
    **{
        name: _named(name, "The snapshot is from near the last frame, or beyond it.", _snapshot(of))
        for name, of in SNAPSHOTS.items()
    },
}
"""By their names; too many, and too alike, to be written out."""


def first_is_7(rng: Rng) -> Case:
    """The first frame has sequence 7, also where the snapshot has 6: nothing counts."""
    journal = Journal(rng)
    data = b"".join(journal.another(number, 2, key=number) for number in range(7, 12))
    return _asked(journal, data, *range(6, 12)) | {"snapshot": int(rng.choice([0, 6]))}


def frames_without_legs(rng: Rng) -> Case:
    """Frames that move nothing count like any other: first, in the middle, two in a row, last."""
    journal, empty = Journal(rng), (1, 4, 5, 8)
    for number in range(1, 9):
        if number in empty:
            journal.frames.append(frame(number, journal.keys[number], []))
        else:
            journal.add(2, key=number)
    return _asked(journal, journal.whole, *range(1, 10))


def large_amounts(rng: Rng) -> Case:
    """Amounts beside which types and floats end, and an account more than once in a frame."""
    journal = Journal(rng)
    frames: list[Legs] = [[(0, -edge), (1, edge)] for edge in EDGES[:-1]]
    frames += [[(0, 5), (0, 5), (1, -10)], [(2, 3), (1, 4), (2, 3), (0, -4), (2, -6)]]
    frames += [[(3, INT64.min), (4, 2**62), (4, 2**62)], [(5, TOP), (6, -TOP)]]
    frames += [[(0, 2**53 + 1), (1, -(2**53) - 1)], [(0, 1), (1, -1)], [(0, 1), (1, -1)]]
    for number, legs in enumerate(frames, 1):
        journal.frames.append(frame(number, number, legs))
    balance = np.array([0, 0, 2**53 + 1, TOP, INT64.min, 0, TOP, 1])
    case = journal.case(journal.whole)
    return case | {"balance": balance, "retried": 1 + rng.permutation(len(frames) + 2)}


def keys_alike(rng: Rng) -> Case:
    """Keys that agree in their lowest bits, as floats or in their hash; half of them are there."""
    journal = Journal(rng)
    base = int(rng.integers(3, 2**20))
    found = {each for one in (base, -1, 2**53) for each in [one, *near(one)]}
    found |= {INT64.min, INT64.min + 1, TOP, TOP - 1}
    keys = rng.permutation(np.array(sorted(k for k in found - {0} if INT64.min <= k <= TOP)))
    for number, key in enumerate(keys[::2].tolist(), 1):
        journal.frames.append(frame(number, key, [(0, -1), (1, 1)]))
    asked = np.concatenate([keys, keys[:3].repeat(2), [INT64.min, TOP]])
    return journal.case(journal.whole) | {"retried": asked}


def written_twice(rng: Rng) -> Case:
    """Behind a bad frame are frames with keys that good ones had, and with one that none had."""
    journal = Journal(rng).fill(2)
    for key in (41, 42, 43):
        journal.add(2, key=key)
    due = len(journal.frames) + 1
    bad = bytearray(journal.another(due, 2, key=41))
    bad[int(rng.integers(24, len(bad)))] ^= 1 << int(rng.integers(0, 8))
    old = journal.another(due, 2, key=42) + journal.another(due + 1, 3, key=44)
    return _asked(journal, journal.whole + bytes(bad) + old, 41, 42, 43, 44)


def many_legs(rng: Rng) -> Case:
    """A frame has more legs than a byte counts, and so do others before and behind it."""
    journal = Journal(rng, 40).add(2, key=1)
    for key, n_legs in ((2, 256), (3, 300), (4, 255), (5, 2)):
        journal.add(n_legs, key=key)
    return _asked(journal, journal.whole, 1, 2, 3, 4, 5)


def legs_far_apart(rng: Rng) -> Case:
    """A few of 70,000 accounts, whose numbers agree in their lowest bits."""
    one = int(rng.integers(0, 4_000))
    accounts = [0, 1, one, one + 1, one + 2**8, one + 2**15, one + 2**16, MANY - 1]
    journal = Journal(rng, MANY)
    for number in range(1, 12):
        payer, payee = rng.choice(accounts, 2).tolist()
        amount = int(rng.integers(1, 2**40))
        journal.frames.append(frame(number, number, [(payer, -amount), (payee, amount)]))
    return journal.case(journal.whole)


def one_account(rng: Rng) -> Case:
    """One account, which gives to itself, and one key that is asked for."""
    journal = Journal(rng, 1)
    amount = int(rng.integers(1, 2**60))
    for number in (1, 2):
        journal.frames.append(frame(number, number, [(0, amount), (0, -amount)]))
    case = journal.case(journal.whole)
    return case | {"retried": np.array([int(rng.integers(1, 4))])}


def nobody_to_pay(rng: Rng) -> Case:
    """Nobody, and so no legs; frames there are, and no key is asked for."""
    journal = Journal(rng, 1)
    journal.frames = [frame(1, 5, []), frame(2, 0, [])][: int(rng.integers(0, 3))]
    nothing = np.zeros(0, np.int64)
    return journal.case(journal.whole) | {"balance": nothing, "retried": nothing}


def many_frames(rng: Rng) -> Case:
    """70,000 frames, as many accounts, and as many keys asked for: half of all, and the first."""
    rows = np.zeros((MANY, 7), np.int64)
    key = traces.scattered(rng, np.arange(2 * MANY))
    rows[:, 1], rows[:, 2] = 1 + np.arange(MANY), key[:MANY]
    rows[:, 3], rows[:, 5] = rng.permutation(MANY), rng.permutation(MANY)
    rows[:, 6] = rng.integers(1, 2**40, MANY)
    rows[:, 4] = -rows[:, 6]
    rows[:, 0] = 2 << 32
    rows[:, 0] |= crc32_of_words(rows).astype(np.int64)
    asked = np.append(key[:100], rng.choice(key, MANY - 100))
    return {
        "journal": np.frombuffer(rows.tobytes()[: -int(rng.integers(0, 56))], np.uint8),
        "snapshot": 2,
        "retried": np.append(asked, key[MANY - 9 : MANY]),
        "balance": rng.integers(0, 10**6, MANY),
    }


def a_wide_frame(rng: Rng) -> Case:
    """A frame of 70,000 legs between small ones."""
    journal = Journal(rng, 100).add(2, key=1).add(MANY, key=2).add(3, key=3)
    return _asked(journal, journal.whole[: -int(rng.integers(0, 60))], 1, 2, 3)
