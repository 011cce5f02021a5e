"""What is wrong with an answer of `recover`, in words."""

from __future__ import annotations

import struct
import zlib

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


def _frames(case: Case, n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Where each of the first n frames begins, in words of eight bytes, how many legs it has, and
    as the last of the one array where the n-th ends; they are known to be good.
    """
    words = case["journal"][: len(case["journal"]) // 8 * 8].view(np.int64)
    counts = memoryview(words.view(np.uint32))
    starts = [0]
    for _ in range(n):
        starts.append(starts[-1] + 3 + 2 * counts[2 * starts[-1] + 1])
    start = np.array(starts)
    return words, start, (np.diff(start) - 3) // 2


def _legs(case: Case, n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of every leg of the first n frames, its frame, account and amount."""
    words, start, counts = _frames(case, n)
    number = np.repeat(1 + np.arange(n), counts)
    first = np.repeat(np.cumsum(counts) - counts, counts)
    at = start[number - 1] + 3 + 2 * (np.arange(len(number)) - first)
    return number, words[at], words[at + 1]


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
    """The journal, and at which byte its n-th frame ends."""
    return case["journal"].tobytes(), 8 * int(_frames(case, n)[1][-1])


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
    account = int((expected["balance"] != got["balance"]).argmax())
    wanted, found = (int(values["balance"][account]) for values in (expected, got))
    who = _who_changes(case, expected, account)
    return (
        f"account {account}: expected {wanted}, got {found}. {who}; all accounts "
        f"together had {before} and now have {after}: some legs of a frame count, others do not"
    )


def _who_changes(case: Case, expected: Answers, account: int) -> str:
    """The bad frame, if what is there of it names the account, or else the last good one that
    does.
    """
    n = int(expected["last"][0])
    data, at = _end(case, n)
    here = len(data) - (len(data) - at - 24) % 16 if len(data) > at + 24 else at
    torn = [at for at in range(at + 24, min(here, at + 2_000), 16) if _word(data, at) == account]
    if torn:
        return (
            f"Behind frame {n}, the last good one, the leg at byte {torn[0]} is of it: not counted"
        )
    number, accounts, amounts = _legs(case, n)
    mine = np.flatnonzero((accounts == account) & (number > case["snapshot"]))
    if not len(mine):
        return "No good frame after the snapshot changes it"
    last = int(mine[-1])
    return f"Frame {number[last]} is the last that changes it, by {amounts[last]}"


def _word(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 8], "little", signed=True)


def applied_once(case: Case, expected: Answers, got: Answers) -> str | None:
    """What the snapshot holds already is not added again."""
    if np.array_equal(expected["balance"], got["balance"]):
        return None
    once = got["balance"].copy()
    _, accounts, amounts = _legs(case, min(case["snapshot"], int(expected["last"][0])))
    np.subtract.at(once, accounts, amounts)
    if not np.array_equal(once, expected["balance"]):
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
    number, accounts, _ = _legs(case, int(expected["last"][0]))
    named = np.unique(number[(accounts == account) & (number > case["snapshot"])])
    return (
        f"account {account}: expected {wanted}, got {found}. It had "
        f"{int(case['balance'][account])}; {len(named)} frames after the snapshot change "
        f"it, the first being {named[0] if len(named) else 'none'}"
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
