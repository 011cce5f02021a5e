"""Cases of the level hybrid: a long home list, and the celebrities whom nobody pushes."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng, Workload

from ..feeds import NO_LIMIT, TODAY, dealt, ids_of, many_requests
from . import shapes

__all__ = ["home_and_celebrities", "celebrity_at_home", "stale_home"]


def home_and_celebrities(rng: Rng) -> Case:
    """Each reader has a home list of 800, and follows some who are not pushed."""
    ids = ids_of(rng, 3_000, TODAY)
    stars = dealt(rng, ids[::3], 12)
    homes = [np.sort(rng.choice(ids[1::3], 800, replace=False)) for _ in range(3)]
    asked = [
        (rng.permutation([12 + user, *rng.permutation(12)[:6]]), 0, upto)
        for user, upto in enumerate((NO_LIMIT, int(ids[1_500]), int(ids[-100])))
    ]
    return many_requests([*stars, *homes], asked, rng.choice(ids, 60, replace=False), 50)


def celebrity_at_home(rng: Rng) -> Case:
    """What friends passed on of a celebrity stands in the home list too."""
    ids = ids_of(rng, 900, TODAY)
    star = ids[-80:]
    home = np.unique(np.concatenate([ids[:-80][-500:], rng.choice(star, 60, replace=False)]))
    asked = [(order, 0, NO_LIMIT) for order in ([0, 1], [1, 0])]
    return many_requests([star, home], asked, rng.choice(star, 10, replace=False), 50)


def stale_home(rng: Rng) -> Case:
    """The home list was built long ago; the page is full of celebrities, or the home list is."""
    old, new = np.split(ids_of(rng, 1_600, TODAY), 2)
    stars = dealt(rng, new, 20)
    asked = [([20, *range(20)], 0, NO_LIMIT), ([20, *range(20)], 0, int(new[12]))]
    return many_requests([*stars, old], asked, [], 50)


_CELEBRITIES, _USERS, _FOLLOWED = 500, 1_500, 50


def _make_hybrid(rng: Rng) -> Case:
    """1,500 home lists of 800 posts, and 50 of 500 celebrities for each reader."""
    length, span = shapes.busy_lengths(rng, _CELEBRITIES, 1_000, 3_200)
    return _vary_hybrid(rng, {"k": 50, "_length": length, "_span": span})


def _vary_hybrid(rng: Rng, case: Case) -> Case:
    """Other posts and other readers of other celebrities, each of whom reads the own home list."""
    account = rng.permutation(_CELEBRITIES + _USERS)  # celebrities first, then homes
    length = np.empty(len(account), np.int64)
    span = np.empty(len(account))
    length[account] = np.append(case["_length"], np.full(_USERS, 800))
    span[account] = np.append(case["_span"], rng.uniform(0.02, 0.5, _USERS))
    start, id = shapes.posts_of(rng, length, span, 0.1)
    everybody = np.tile(account[:_CELEBRITIES], (_USERS, 1))
    followed = rng.permuted(everybody, axis=1)[:, :_FOLLOWED]
    author = np.hstack([rng.permutation(account[_CELEBRITIES:])[:, None], followed])
    return case | {
        "start": start,
        "id": id,
        "begin": np.arange(_USERS + 1) * (_FOLLOWED + 1),
        "author": author.reshape(-1).astype(np.int32),
        "deleted": shapes.some_of(rng, id, 190, len(id) // 200),
        **shapes.cursors(rng, id, _USERS, 0.02),
    }


WORKLOADS = {
    "home_and_fifty": Workload(_make_hybrid, shapes.pages, "pages", _vary_hybrid),
}
