"""A crash at full size: a journal of many frames, torn near its end."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng, Workload
from katas import traces

from .checksums import crc32_of_words

N_ACCOUNTS, N_FRAMES, N_RETRIED = 1 << 18, 250_000, 20_000
ANYWHERE = 1 / 6
"""So often the crash is not near the end."""
TORN, RECYCLED = range(2)


def _make_crash(rng: Rng) -> Case:
    """250,000 frames, of which one in five has a third leg, a fee. Near the end one is torn, or an
    old one is left, or all is well; every now and then that is anywhere: who believes the beginning
    unread must not win by it.

    `_frames` is how many are whole, `_legs` and `_bytes` what they hold.
    """
    fee = rng.permutation(N_FRAMES) < N_FRAMES // 5  # as many each time: arrays keep their sizes
    size = np.where(fee, 9, 7)
    start = np.cumsum(size) - size
    words = np.zeros(int(size.sum()), np.int64)
    amount = rng.lognormal(9.0, 1.0, N_FRAMES).astype(np.int64) + 100
    key = traces.scattered(rng, np.arange(N_FRAMES + N_RETRIED))
    for n_legs in (2, 3):
        here = np.flatnonzero(fee == (n_legs == 3))
        rows = _frames(rng, here + 1, key[here], amount[here], n_legs)
        words[start[here][:, None] + np.arange(rows.shape[1])] = rows
    whole = N_FRAMES - int(rng.integers(1, N_FRAMES // 30))
    if rng.random() < ANYWHERE:
        whole = int(rng.integers(N_FRAMES // 100, N_FRAMES))
    end = int(rng.integers(3))
    if end == TORN:
        words[start[whole] + 4] ^= 1
    elif end == RECYCLED:
        older = int(rng.choice(np.flatnonzero(size[:whole] == size[whole])))
        words[start[whole] :][: size[whole]] = words[start[older] :][: size[whole]]
    else:
        whole = N_FRAMES
    known = rng.integers(0, N_FRAMES, N_RETRIED)
    return {
        "journal": words.view(np.uint8),
        "snapshot": int(rng.integers(0, min(whole, N_FRAMES // 10))),
        "retried": key[np.where(rng.random(N_RETRIED) < 0.5, N_FRAMES + known % N_RETRIED, known)],
        "balance": rng.integers(0, 2**40, N_ACCOUNTS),
        "_frames": whole,
        "_legs": 2 * whole + int(fee[:whole].sum()),
        "_bytes": 8 * int(size[:whole].sum()),
    }


def _frames(
    rng: Rng, sequence: np.ndarray, key: np.ndarray, amount: np.ndarray, n_legs: int
) -> np.ndarray:
    """Frames of one size, a row each: who pays, who is paid, and who gets the fee."""
    rows = np.zeros((len(sequence), 3 + 2 * n_legs), np.int64)
    rows[:, 1], rows[:, 2] = sequence, key
    rows[:, 3::2] = rng.integers(0, N_ACCOUNTS, (len(rows), n_legs))
    rows[:, 4] = -amount
    rows[:, 8::2] = amount[:, None] // 40
    rows[:, 6] = amount - rows[:, 8::2].sum(axis=1)
    rows[:, 0] = n_legs << 32
    rows[:, 0] |= crc32_of_words(rows).astype(np.int64)
    return rows


def crash() -> Workload:
    """250,000 frames in 15 MB, 262,144 accounts, 20,000 clients who ask again."""
    return Workload(_make_crash, lambda case: case["_frames"], "frames")
