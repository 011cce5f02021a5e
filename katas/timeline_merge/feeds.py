"""What small cases of timeline-merge are made of."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from harness.kata import Case, Rng

Lists = Sequence[Sequence[int] | np.ndarray]
Asked = tuple[Sequence[int] | np.ndarray, int, int]
"""Authors, after, upto."""
NO_LIMIT = 2**63 - 1


def feed(lists: Lists) -> Case:
    """The authors' lists, each newest first."""
    rows = [np.sort(np.array(ids, np.int64))[::-1] for ids in lists]
    start = np.concatenate([[0], np.cumsum([len(ids) for ids in rows])]).astype(np.int64)
    return {"start": start, "id": np.concatenate([np.zeros(0, np.int64), *rows])}


def one_request(lists: Lists, authors: Sequence[int] | np.ndarray, k: int) -> Case:
    """A case of `newest`."""
    return {**feed(lists), "authors": np.array(authors, np.int32), "k": k}


def many_requests(
    lists: Lists, asked: Sequence[Asked], deleted: Sequence[int] | np.ndarray, k: int
) -> Case:
    """A case of `newest_many`."""
    rows = [np.array(authors, np.int32) for authors, _, _ in asked]
    return {
        **feed(lists),
        "begin": np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64),
        "author": np.concatenate([np.zeros(0, np.int32), *rows]),
        "after": np.array([after for _, after, _ in asked], np.int64),
        "upto": np.array([upto for _, _, upto in asked], np.int64),
        "deleted": np.sort(np.array(deleted, np.int64)),
        "k": k,
    }


def ids_of(rng: Rng, count: int, above: int = 0) -> np.ndarray:
    """Ascending ids."""
    return above + np.cumsum(rng.integers(1, 1_000, count))


TODAY = 1 << 60
"""Where ids are far above 2**53, so that a float loses their last digits."""


def close_ids(rng: Rng, count: int) -> np.ndarray:
    """Ascending ids of 61 bits, next to each other; none of them is left as it is by a float."""
    ids = TODAY + np.cumsum(rng.integers(1, 4, 2 * count))
    changed: np.ndarray = ids[ids % 128 != 0]
    return changed[:count]


def dealt(rng: Rng, ids: np.ndarray, n_lists: int) -> list[np.ndarray]:
    """The ids dealt to lists at random."""
    owner = rng.integers(0, n_lists, len(ids))
    return [ids[owner == a] for a in range(n_lists)]


ENDS = np.unique(
    [
        *(2**bits + off for bits in (8, 15, 16, 24, 31, 32, 53, 62) for off in (-1, 0, 1)),
        *(1, 2, 3, NO_LIMIT - 1, NO_LIMIT),
    ]
)
"""Ids at both ends, and beside what bytes, words, half words and floats hold."""
_LEFT = (
    *(1 << bits for bits in (7, 8, 12, 15, 16, 20, 24, 31, 32, 40, 48, 53, 56, 60)),
    *(10**6, 10**9, 10**12, 10**6 + 3, 10**9 + 7, 2**31 - 1, 2**61 - 1, 2**64 // 3),
)
"""What ids are cut to: two that differ by this much agree in their lower bits, their last digits or
what is left of a division by a prime. Python's own hash of a number is the rest by 2^61 - 1.
"""


def alike(rng: Rng, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Two rows of `count` ids; those at one place look alike to who cuts them.

    The last tenth looks alike folded: halves of 32 bits that have changed places.
    """
    folded = count // 10
    apart = np.resize(np.array(_LEFT), count - folded)
    one = rng.choice(2**40, count - folded, replace=False) + 1
    halves = rng.integers(1, 2**31, (2, folded))
    low, high = halves[0] << 32 | halves[1], halves[1] << 32 | halves[0]
    return np.append(one, low), np.append(one + apart, high)
