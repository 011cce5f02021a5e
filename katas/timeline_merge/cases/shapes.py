"""What full-size cases are made of: authors' lists, who reads what, and from where to where."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng
from katas import traces

from ..feeds import NO_LIMIT, TODAY

_TICKS, _LOW = 24, 21
"""An age has 24 bits of time and 21 that no other post has, as a snowflake's worker and number."""
_AGE = 1 << (_TICKS + _LOW)


def posts_of(
    rng: Rng, length: np.ndarray, span: np.ndarray, passed_on: float
) -> tuple[np.ndarray, np.ndarray]:
    """`start int64[A+1]`, `id int64[E]`: length[a] posts of author a, newest first.

    They are spread evenly over the last span[a] of all time (0 to 1), so that those who write much
    write now. A share of the posts is passed on: it has the id of somebody else's.

    Gaps are exponential and scaled to the span, as those between evenly spread posts are: sorting
    would take several times as long, and every window of a launch needs posts of its own.
    """
    start = np.concatenate([[0], np.cumsum(length)])
    ends, count = start[1:], int(start[-1])
    total = np.concatenate([[0.0], np.cumsum(rng.standard_exponential(count))])
    whole = total[ends] - total[start[:-1]] + rng.standard_exponential(len(length))
    scale = span * (1 << _TICKS) / whole
    age = ((total[1:] - np.repeat(total[start[:-1]], length)) * np.repeat(scale, length)).astype(
        np.int64
    )
    age += np.arange(count) - np.repeat(start[:-1], length)  # no two of a list are the same
    label = np.arange(count) * (int(rng.integers(1 << _LOW)) | 1) + int(rng.integers(1 << _LOW))
    age = (age << _LOW) | (label & ((1 << _LOW) - 1))  # a secret order of those of one moment
    _pass_on(rng, start, age, passed_on)
    return start, TODAY + int(rng.integers(1 << 40)) - age


def _pass_on(rng: Rng, start: np.ndarray, age: np.ndarray, share: float) -> None:
    """Give a share of the posts the age of an older post nearby, where the order of its list
    allows it.
    """
    again = np.flatnonzero(rng.random(len(age)) < share)
    if not len(again):
        return
    others = np.sort(age[rng.integers(0, len(age), len(age) // 20 + 1)])
    other = others[np.minimum(np.searchsorted(others, age[again]), len(others) - 1)]
    following = np.append(age[1:], 2 * _AGE)
    following[start[1:][start[1:] > 0] - 1] = 2 * _AGE  # the oldest of a list has none
    fits = (other >= age[again]) & (other < following[again])
    age[again[fits]] = other[fits]


def busy_lengths(
    rng: Rng, n_authors: int, mean: float, longest: int
) -> tuple[np.ndarray, np.ndarray]:
    """How many posts each author has, and over which part of all time.

    Activity falls with the rank (Zipf). Of the busiest only the newest posts are kept, so that
    their lists reach less far back.
    """
    rate = rng.permutation(1.0 / np.arange(1, n_authors + 1))
    low, high = 1.0, float(longest * n_authors)
    for _ in range(50):
        scale = np.sqrt(low * high)
        if np.minimum(rate * scale, longest).mean() < mean:
            low = scale
        else:
            high = scale
    wanted = rate * low
    length = np.minimum(wanted, longest).astype(np.int64)
    return length, np.minimum(1.0, longest / np.maximum(wanted, 1.0))


def cursors(rng: Rng, id: np.ndarray, n_requests: int, depth: float) -> dict[str, np.ndarray]:
    """A third opens its timeline, a third asks for what is new, a third reads on into the past.

    `depth` is the mean age of a cursor, as a part of all time.
    """
    newest = int(id.max())
    what = rng.permutation(np.arange(n_requests) % 3)
    age = np.minimum(rng.exponential(depth, n_requests), 0.9) * _AGE
    then = newest - age.astype(np.int64)
    return {
        "after": np.where(what == 1, then, 0),
        "upto": np.where(what == 2, then, NO_LIMIT),
    }


def some_of(rng: Rng, id: np.ndarray, n: int, count: int) -> np.ndarray:
    """About one in n of the ids, ascending, each once: `count` of them, for in every window the
    arrays have one size.
    """
    drawn = np.sort(id[rng.integers(0, len(id), len(id) // n)])
    drawn = drawn[np.diff(drawn, prepend=-1) > 0]
    return np.delete(drawn, rng.choice(len(drawn), len(drawn) - count, replace=False))


def make_follows(
    rng: Rng, n_authors: int, mean: float, follows: np.ndarray, k: int, depth: float
) -> Case:
    """A request follows follows[r] authors, chosen by their popularity."""
    length, span = busy_lengths(rng, n_authors, mean, 3_200)
    case = {"k": k, "_length": length, "_span": span, "_follows": follows, "_depth": depth}
    return vary_follows(rng, case)


def vary_follows(rng: Rng, case: Case) -> Case:
    """Other posts of other authors, other people who follow, and another day of deleting: of what
    was there before only the sizes are left.
    """
    order = rng.permutation(len(case["_length"]))
    start, id = posts_of(rng, case["_length"][order], case["_span"][order], 0.1)
    follows = rng.permutation(case["_follows"])
    popularity = rng.lognormal(0.0, 0.7, len(order))
    return case | {
        "start": start,
        "id": id,
        "begin": np.concatenate([[0], np.cumsum(follows)]),
        "author": traces.popular_draws(rng, popularity, int(follows.sum())),
        "deleted": some_of(rng, id, 190, len(id) // 200),
        **cursors(rng, id, len(follows), case["_depth"]),
    }


def pages(case: Case) -> int:
    """How many pages are asked for."""
    return len(case["after"])
