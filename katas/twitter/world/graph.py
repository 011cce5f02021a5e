"""Who follows whom, and who opens the site how often.

From published figures: the density of follower counts falls with an exponent of 2.276 (Kwak et al.,
WWW 2010), as in `katas.traces`. Chosen: one star whom three in five follow, a fifth of the accounts
in the middle with 60 to 100 followers each, and reading rates with a Pareto tail of 0.9.
"""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np

from harness.kata import Rng
from katas import traces

CLASSES = 5
CLASS_ENDS = (0.05, 0.15, 0.30, 0.60, 1.0)
"""The classes of activity: the most active 5 % of all accounts, the next up to 15 %, ..."""
STAR = 0
STAR_SHARE = 0.6
MIDDLE_SHARE = 0.2
MIDDLE_LOW, MIDDLE_HIGH = 60, 100
TAIL_MEAN = 9
"""Followers that the others have on average."""
KWAK = 1 / 1.276
"""Popularity falls with an account's rank r like r ** -KWAK."""
RATE_SHAPE, RATE_MAX = 0.9, 100.0
"""Of how often accounts open the site: Pareto, and nobody more than so many times the least."""


class Graph(NamedTuple):
    """Accounts and edges. The followers of account a are `follower[start[a]:start[a+1]]`, the most
    active class first, `upto int64[U,6]` of them in its k most active classes. The edges over which
    u reads are `reads[u]` to `reads[u+1]`: `author int32[E]` of each, ascending, and `place
    int32[E]`, which of its followers u is.

    `start int64[U+1]`, `follower int32[E]`, `reads int64[U+1]`. `activity int8[U]` is 1 to 5, `rate
    float64[U]` without a unit. Accounts 1 to `middle` are those in the middle.
    """

    start: np.ndarray
    follower: np.ndarray
    upto: np.ndarray
    reads: np.ndarray
    author: np.ndarray
    place: np.ndarray
    activity: np.ndarray
    rate: np.ndarray
    middle: int


def followers_wanted(rng: Rng, users: int) -> np.ndarray:
    """How many followers each account is to have, int64[users]: the star, the middle, the rest."""
    middle = int(MIDDLE_SHARE * users)
    wanted = np.zeros(users, np.int64)
    wanted[STAR] = int(STAR_SHARE * users)
    wanted[1 : 1 + middle] = rng.integers(MIDDLE_LOW, MIDDLE_HIGH, middle, endpoint=True)
    others = users - 1 - middle
    shape = np.arange(1, others + 1) ** -KWAK
    wanted[1 + middle :] = shape * (TAIL_MEAN * others / shape.sum())
    capped: np.ndarray = np.minimum(wanted, wanted[STAR])
    return capped


@functools.lru_cache(maxsize=2)
def graph(seed: int, users: int) -> Graph:
    """The graph of a seed. Who follows is drawn with lognormal weights: some follow many."""
    rng = np.random.default_rng([seed, users, 1])
    rate = np.minimum(rng.pareto(RATE_SHAPE, users) + 1.0, RATE_MAX)
    activity = np.empty(users, np.int8)
    ends = np.ceil(np.array(CLASS_ENDS) * users).astype(np.int64)
    activity[np.argsort(-rate, kind="stable")] = 1 + np.searchsorted(
        ends, np.arange(users), side="right"
    )
    wanted = followers_wanted(rng, users)
    author = np.repeat(np.arange(users), wanted)
    follower = traces.weighted_draws(rng, rng.lognormal(0.0, 0.7, users), len(author))
    follower[: wanted[STAR]] = rng.choice(np.arange(1, users), wanted[STAR], replace=False)
    keys = (author * 8 + activity[follower]) * users + follower
    keys = np.unique(keys[follower != author])
    author, follower = keys // users // 8, keys % users
    start, reads = _starts(author, users), _starts(follower, users)
    upto = np.zeros((users, CLASSES + 1), np.int64)
    np.add.at(upto, (author, activity[follower]), 1)
    order = np.argsort(follower, kind="stable")
    place = np.arange(len(author)) - start[author]
    return Graph(
        start,
        follower.astype(np.int32),
        np.cumsum(upto, axis=1),
        reads,
        author[order].astype(np.int32),
        place[order].astype(np.int32),
        activity,
        rate,
        int(MIDDLE_SHARE * users),
    )


def _starts(whose: np.ndarray, users: int) -> np.ndarray:
    start = np.zeros(users + 1, np.int64)
    np.cumsum(np.bincount(whose, minlength=users), out=start[1:])
    return start
