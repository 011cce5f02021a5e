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
