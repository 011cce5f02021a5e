"""A crash at full size: a journal of many frames, torn near its end."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng, Workload
from katas import traces

from .checksums import crc32_of_words, crc_change

N_ACCOUNTS, N_FRAMES, N_RETRIED = 1 << 18, 250_000, 20_000


def _make_crash(rng: Rng) -> Case:
    """250,000 frames, of which one in five has a third leg, a fee; torn near the end.

    `_start` and `_account` say where frames and accounts are, in words of eight bytes, `_torn`
    which word is damaged.
    """
    fee = rng.random(N_FRAMES) < 0.2
    size = np.where(fee, 9, 7)
    start = np.cumsum(size) - size
    words = np.zeros(int(size.sum()), np.int64)
    amount = rng.lognormal(9.0, 1.0, N_FRAMES).astype(np.int64) + 100
    key = traces.scattered(rng, np.arange(N_FRAMES))
    accounts = []
    for n_legs in (2, 3):
        at = start[fee == (n_legs == 3)]
        rows = np.zeros((len(at), 3 + 2 * n_legs), np.int64)
        rows[:, 1] = np.flatnonzero(fee == (n_legs == 3)) + 1
        rows[:, 2] = key[rows[:, 1] - 1]
        rows[:, 3::2] = rng.integers(0, N_ACCOUNTS, (len(at), n_legs))
        rows[:, 4] = -amount[rows[:, 1] - 1]
        rows[:, 8::2] = -rows[:, 4:5] // 40
        rows[:, 6] = -rows[:, 4] - rows[:, 8::2].sum(axis=1)
        rows[:, 0] = n_legs << 32
        rows[:, 0] |= crc32_of_words(rows).astype(np.int64)
        words[at[:, None] + np.arange(rows.shape[1])] = rows
        accounts += [at + 3 + 2 * leg for leg in range(n_legs)]
    case = {
        "journal": words.view(np.uint8),
        "balance": rng.integers(0, 10**6, N_ACCOUNTS),
        "_start": start,
        "_account": np.sort(np.concatenate(accounts)),
        "_torn": 0,
    }
    return _vary_crash(rng, case)


def _vary_crash(rng: Rng, case: Case) -> Case:
    """Another crash: all accounts under other numbers, torn elsewhere, other clients come back.

    A checksum is linear: what flipped bits do to it does not depend on the rest of the frame.
    """
    words = case["journal"].view(np.int64).copy()
    start = case["_start"]
    mask = int(rng.integers(1, N_ACCOUNTS))
    if case["_torn"]:
        words[case["_torn"]] ^= 1
    words[case["_account"]] ^= mask
    for n_legs in (2, 3):
        here = start[words[start] >> 32 == n_legs]
        words[here] ^= crc_change(n_legs, mask)
    torn = int(start[-int(rng.integers(1, N_FRAMES // 30))]) + 4
    words[torn] ^= 1
    known = words[start[rng.integers(0, N_FRAMES, N_RETRIED)] + 2]
    unknown = rng.random(N_RETRIED) < 0.5
    return {
        **case,
        "journal": words.view(np.uint8),
        "snapshot": int(rng.integers(0, N_FRAMES // 10)),
        "retried": np.where(unknown, traces.scattered(rng, np.arange(N_RETRIED)), known),
        "balance": np.roll(case["balance"], int(rng.integers(1, N_ACCOUNTS))),
        "_torn": torn,
    }


def crash() -> Workload:
    """250,000 frames in 15 MB, 262,144 accounts, 20,000 clients who ask again."""
    return Workload(_make_crash, lambda case: len(case["_start"]), "frames", _vary_crash)
