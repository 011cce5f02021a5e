"""Whatever the contract allows, small, and more often at its ends than by chance."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng

from ..feeds import ENDS, NO_LIMIT, Asked, alike, many_requests, one_request

_BEGINS = (0, 0, 2**8 - 9, 2**15 - 9, 2**16 - 9, 2**31 - 9, 2**32 - 9, 2**53 - 9, 2**60, 2**63 - 41)


def _pool(rng: Rng) -> np.ndarray:
    """Some ids, ascending: next to each other, at the ends, or alike to who cuts them."""
    kind = int(rng.integers(4))
    if kind == 0:
        return ENDS
    if kind == 1:
        return np.unique(np.concatenate(alike(rng, 12)))
    begin, step = int(rng.choice(_BEGINS)), 1 if kind == 2 else int(rng.choice([1, 2**8, 2**16]))
    step = step if begin < 2**60 else 1
    return begin + 1 + step * np.arange(int(rng.choice([1, 8, 40])))


def _some(rng: Rng, pool: np.ndarray) -> np.ndarray:
    """None, one, a few, a row, or all."""
    kind = int(rng.integers(6))
    if kind < 2:
        return pool[:0] if kind == 0 else rng.choice(pool, 1)
    if kind == 2:
        return pool
    if kind == 3:
        low, high = np.sort(rng.integers(0, len(pool) + 1, 2))
        return pool[low:high]
    return pool[rng.random(len(pool)) < 0.4]


def newest(rng: Rng) -> Case:
    """Any page of one request."""
    pool = _pool(rng)
    n_lists = int(rng.choice([0, 1, 2, 3, 9, 300], p=[0.05, 0.1, 0.2, 0.3, 0.3, 0.05]))
    written = pool[rng.random(len(pool)) < rng.choice([0.0, 0.6, 1.0], p=[0.05, 0.35, 0.6])]
    owner = rng.integers(0, max(1, n_lists), len(written))
    if rng.random() < 0.2:
        owner[:] = rng.integers(0, max(1, n_lists))
    lists = [written[owner == a] for a in range(n_lists)]
    authors = rng.permutation(n_lists)[: int(rng.integers(0, n_lists + 1))]
    if rng.random() < 0.6:
        authors = rng.permutation(n_lists)
    due = sum(len(lists[a]) for a in authors)
    k = int(rng.choice([0, 1, 2, 5, 70, 1_000, max(0, due - 1), due, due + 1]))
    return one_request(lists, authors, k)


def _cursor(rng: Rng, pool: np.ndarray) -> int:
    """On a post, beside one, or an end."""
    post = int(rng.choice(pool)) + int(rng.choice([-1, 0, 0, 0, 1]))
    return int(rng.choice([0, 1, NO_LIMIT])) if rng.random() < 0.2 else min(post, NO_LIMIT)


def _authors(rng: Rng, n_lists: int) -> np.ndarray:
    """Nobody, one, all, some of them more than once."""
    if n_lists == 0 or rng.random() < 0.1:
        return np.zeros(0, np.int64)
    if rng.random() < 0.3:
        return rng.permutation(n_lists)
    return rng.integers(0, n_lists, int(rng.choice([1, 2, 3, 7])))


def newest_many(rng: Rng) -> Case:
    """Any pages; a request is often the one before it with something changed."""
    pool = _pool(rng)
    n_lists = int(rng.choice([0, 1, 2, 4, 13], p=[0.03, 0.17, 0.3, 0.3, 0.2]))
    lists = [_some(rng, pool) for _ in range(n_lists)]
    asked: list[Asked] = []
    for _ in range(int(rng.choice([0, 1, 2, 12], p=[0.03, 0.27, 0.3, 0.4]))):
        after = 0 if rng.random() < 0.5 else _cursor(rng, pool)
        upto = NO_LIMIT if rng.random() < 0.4 else _cursor(rng, pool)
        authors = _authors(rng, n_lists)
        if asked and rng.random() < 0.5:
            before = asked[int(rng.integers(len(asked)))]
            kept = rng.random(3) < 0.6
            authors = np.asarray(before[0]) if kept[0] else authors
            after, upto = before[1] if kept[1] else after, before[2] if kept[2] else upto
        asked.append((authors, after, upto))
    gone = np.unique(np.append(_some(rng, pool), _some(rng, np.array([1, 7, 2**40, NO_LIMIT]))))
    return many_requests(lists, asked, gone, int(rng.choice([0, 1, 2, 3, 6, 40, 1_000])))


ANYTHING = {"newest": newest, "newest_many": newest_many}
