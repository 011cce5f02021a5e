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
    start, id = shapes.posts_of(
        rng,
        np.concatenate([length, np.full(_USERS, 800)]),
        np.concatenate([span, rng.uniform(0.02, 0.5, _USERS)]),
        0.1,
    )
    followed = rng.permuted(np.tile(np.arange(_CELEBRITIES), (_USERS, 1)), axis=1)[:, :_FOLLOWED]
    ids = shapes.distinct(id)
    case = {
        "start": start,
        "id": id,
        "begin": np.arange(_USERS + 1) * (_FOLLOWED + 1),
        "author": _home_first(rng, followed, np.arange(_CELEBRITIES, _CELEBRITIES + _USERS)),
        "deleted": shapes.one_of_each(rng, ids, 200),
        "k": 50,
        "_ids": ids,
        "_shift": 0,
        "_moved": 0,
        "_followed": followed,
    }
    return case | shapes.cursors(rng, id, _USERS, 0.02)


def _home_first(rng: Rng, followed: np.ndarray, homes: np.ndarray) -> np.ndarray:
    """Who reads next: each with own home list and somebody's celebrities."""
    readers = rng.permutation(homes)[:, None]
    return np.hstack([readers, rng.permutation(followed)]).reshape(-1).astype(np.int32)


def _vary_hybrid(rng: Rng, case: Case) -> Case:
    varied, moved = shapes.rotated(rng, case)
    moved = varied["_moved"] = (case["_moved"] + moved) % (_CELEBRITIES + _USERS)
    homes = np.arange(_CELEBRITIES, _CELEBRITIES + _USERS)
    author = _home_first(rng, case["_followed"], homes).astype(np.int64)
    varied["author"] = ((author + moved) % (_CELEBRITIES + _USERS)).astype(np.int32)
    varied["deleted"] = shapes.one_of_each(rng, case["_ids"], 200) + varied["_shift"]
    return varied | shapes.cursors(rng, varied["id"], _USERS, 0.02)


WORKLOADS = {
    "home_and_fifty": Workload(_make_hybrid, shapes.pages, "pages", _vary_hybrid),
}
