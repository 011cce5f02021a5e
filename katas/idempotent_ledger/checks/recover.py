"""What is wrong with an answer of `recover`, in words."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

import numpy as np

from harness.kata import Answers, Case

__all__ = [
    "stops_at_the_first_bad_frame",
    "keeps_every_good_frame",
    "never_half_applied",
    "applied_once",
    "balances_follow",
    "retries_know_the_result",
]

Legs = list[tuple[int, int]]


def _frames(data: bytes, n: int) -> Iterator[tuple[int, int, Legs]]:
    """Where each of the first n frames begins, its key and its legs; they are known to be good."""
    at = 0
    for _ in range(n):
        _, n_legs, _, key = struct.unpack_from("<IIqq", data, at)
        end = at + 24 + 16 * n_legs
        yield at, key, list(struct.iter_unpack("<qq", data[at + 24 : end]))
        at = end


def _why_bad(data: bytes, at: int, sequence: int) -> str:
    """What is wrong with the frame at a byte, where `sequence` is due."""
    if at == len(data):
        return "there the journal ends"
    if at + 24 > len(data):
        return f"of its header, {len(data) - at} bytes are there"
    checksum, n_legs, found, _ = struct.unpack_from("<IIqq", data, at)
    end = at + 24 + 16 * n_legs
    if end > len(data):
        return f"it says {n_legs} legs and would end at byte {end} of {len(data)}"
    if zlib.crc32(data[at + 4 : end]) != checksum:
        return "its checksum is wrong"
    return f"its sequence is {found}, and {sequence} is due"


def _end(case: Case, n: int) -> tuple[bytes, int]:
    """The journal, and where its n-th frame ends."""
    data = case["journal"].tobytes()
    at = 0
    for at, _, legs in _frames(data, n):
        at += 24 + 16 * len(legs)
    return data, at


def stops_at_the_first_bad_frame(case: Case, expected: Answers, got: Answers) -> str | None:
    """Nothing counts from the first frame on that is not good."""
    n, found = int(expected["last"][0]), int(got["last"][0])
    if found == n or 0 <= found < n:
        return None
    data, at = _end(case, n)
    return (
        f"last: expected {n}, got {found}. The frame at byte {at} is not good "
        f"({_why_bad(data, at, n + 1)}), and from there on nothing counts"
    )


def keeps_every_good_frame(case: Case, expected: Answers, got: Answers) -> str | None:
    """All frames before the first bad one count."""
    n, found = int(expected["last"][0]), int(got["last"][0])
    if found >= n:
        return None
    data, at = _end(case, found)
    return (
        f"last: expected {n}, got {found}. The frame at byte {at} of {len(data)} is good: all "
        f"of it is there, its checksum is right and its sequence is {found + 1}"
    )


def never_half_applied(case: Case, expected: Answers, got: Answers) -> str | None:
    """All legs of a frame count, or none: together they come to 0."""
    before, after = (sum(values["balance"].tolist()) for values in (case, got))
    if before == after:
        return None
    n = int(expected["last"][0])
    account = int((expected["balance"] != got["balance"]).argmax())
    wanted, found = (int(values["balance"][account]) for values in (expected, got))
    return (
        f"all accounts together had {before} and now have {after}: of a frame, some legs count and "
        f"others do not (account {account}: expected {wanted}, got {found}; frame {n} is the last "
        "good one)"
    )


def applied_once(case: Case, expected: Answers, got: Answers) -> str | None:
    """What the snapshot holds already is not added again."""
    twice = got["balance"].astype(object)
    n = min(case["snapshot"], int(expected["last"][0]))
    for _, _, legs in _frames(case["journal"].tobytes(), n):
        for account, amount in legs:
            twice[account] -= amount
    same = (twice == expected["balance"]).all()
    if not same or np.array_equal(expected["balance"], got["balance"]):
        return None
    return (
        f"the balances hold the frames up to {case['snapshot']} twice: the snapshot has them "
        "already"
    )


def balances_follow(case: Case, expected: Answers, got: Answers) -> str | None:
    """The balances are those of the snapshot and the good frames after it."""
    wrong = np.flatnonzero(expected["balance"] != got["balance"])
    if not len(wrong):
        return None
    account = int(wrong[0])
    wanted, found = (int(values["balance"][account]) for values in (expected, got))
    n = int(expected["last"][0])
    named = [
        number
        for number, (_, _, legs) in enumerate(_frames(case["journal"].tobytes(), n), 1)
        if number > case["snapshot"] and any(leg[0] == account for leg in legs)
    ]
    return (
        f"account {account}: expected {wanted}, got {found}. It had "
        f"{int(case['balance'][account])}; {len(named)} frames after the snapshot change "
        f"it, the first being {named[0] if named else 'none'}"
    )


def retries_know_the_result(case: Case, expected: Answers, got: Answers) -> str | None:
    """A key is served if its frame is good, and only then."""
    wrong = np.flatnonzero(expected["result"] != got["result"])
    if not len(wrong):
        return None
    i = int(wrong[0])
    wanted, found = int(expected["result"][i]), int(got["result"][i])
    where = f"is in frame {wanted}, which is good" if wanted else "is in no good frame"
    then = "its money moved" if wanted else "the client must be served now, or its money is lost"
    return f"retried[{i}]: expected {wanted}, got {found}. Key {case['retried'][i]} {where}: {then}"
