"""What full-size cases are made of: authors' lists, who reads what, and from where to where."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng
from katas import traces

from ..feeds import NO_LIMIT, TODAY

_LOW, _TICKS = 22, 23
"""An age has 23 bits of time and 22 that no other post has, as a snowflake's worker and number."""
_AGE = 1 << (_LOW + _TICKS)


def posts_of(
    rng: Rng, length: np.ndarray, span: np.ndarray, passed_on: float
) -> tuple[np.ndarray, np.ndarray]:
    """`start int64[A+1]`, `id int64[E]`: about length[a] posts of author a, newest first.

    They are spread evenly over the last span[a] of all time (0 to 1), so that those who write much
    write now. A share of the posts is passed on: it has the id of somebody else's.
    """
    owner = np.repeat(np.arange(len(length)), length)
    count = len(owner)
    own = (np.arange(count) * 2_654_435_761 + rng.integers(1 << _LOW)) & ((1 << _LOW) - 1)
    age = ((rng.random(count) * (span * (1 << _TICKS))[owner]).astype(np.int64) << _LOW) | own
    again = np.flatnonzero(rng.random(count) < passed_on)
    age[again] = age[rng.integers(0, count, len(again))]
    key = np.sort(owner * _AGE + age)
    key = key[np.diff(key, prepend=-1) > 0]
    start = np.searchsorted(key, np.arange(len(length) + 1) * _AGE)
    return start, TODAY + int(rng.integers(1 << 40)) - (key & (_AGE - 1))


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


def rotated(rng: Rng, case: Case) -> tuple[Case, int]:
    """The same lists under other authors and other ids, cheaper by far than other lists.

    Also how far author numbers were shifted, modulo their number. `_shift` is how far all ids were.
    """
    start, id = case["start"], case["id"]
    first, shift = int(rng.integers(1, len(start) - 1)), int(rng.integers(1, 1 << 40))
    cut = start[first]
    turned = np.empty_like(id)
    np.add(id[cut:], shift, out=turned[: len(id) - cut])
    np.add(id[:cut], shift, out=turned[len(id) - cut :])
    turned_start = np.concatenate([start[first:] - cut, start[1 : first + 1] + (len(id) - cut)])
    varied = {**case, "start": turned_start, "id": turned, "_shift": case["_shift"] + shift}
    return varied, len(start) - 1 - first


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


def distinct(id: np.ndarray) -> np.ndarray:
    """The ids, ascending, each once; np.unique takes several times as long for so many."""
    ids = np.sort(id)
    return ids[np.diff(ids, prepend=-1) > 0]


def one_of_each(rng: Rng, ids: np.ndarray, n: int) -> np.ndarray:
    """Of each n neighbours one: a choice of len(ids) // n, ascending if the ids are."""
    picks = np.arange(len(ids) // n) * n
    chosen: np.ndarray = ids[picks + rng.integers(0, n, len(picks))]
    return chosen


def make_follows(
    rng: Rng, n_authors: int, mean: float, follows: np.ndarray, k: int, depth: float
) -> Case:
    """A request follows follows[r] authors, chosen by their popularity."""
    length, span = busy_lengths(rng, n_authors, mean, 3_200)
    start, id = posts_of(rng, length, span, 0.1)
    begin = np.concatenate([[0], np.cumsum(follows)])
    author = traces.weighted_draws(rng, rng.lognormal(0.0, 0.7, n_authors), int(begin[-1]))
    ids = distinct(id)
    case = {
        "start": start,
        "id": id,
        "begin": begin,
        "author": author.astype(np.int32),
        "deleted": one_of_each(rng, ids, 200),
        "k": k,
        "_ids": ids,
        "_shift": 0,
        "_depth": depth,
    }
    return case | cursors(rng, id, len(follows), depth)


def vary_follows(rng: Rng, case: Case) -> Case:
    """Other lists, other people who follow, and another day of deleting."""
    varied, _ = rotated(rng, case)
    author = case["author"]
    varied["author"] = np.roll(author, int(rng.integers(1, len(author))))
    varied["deleted"] = one_of_each(rng, case["_ids"], 200) + varied["_shift"]
    return varied | cursors(rng, varied["id"], len(case["after"]), case["_depth"])


def pages(case: Case) -> int:
    """How many pages are asked for."""
    return len(case["after"])
