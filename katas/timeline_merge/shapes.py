"""Full-size inputs of timeline-merge: authors' lists, who reads what, and from where to where."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Workload
from katas import traces

from .feeds import NO_LIMIT

Rng = np.random.Generator

_LOW, _TICKS = 22, 23
"""An age has 23 bits of time and 22 that no other post has, as a snowflake's worker and number."""
_AGE = 1 << (_LOW + _TICKS)
_NEWEST = 1 << 60
"""Where today's ids are: far above 2**53."""


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
    return start, _NEWEST + int(rng.integers(1 << 40)) - (key & (_AGE - 1))


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


def _distinct(id: np.ndarray) -> np.ndarray:
    """The ids, ascending, each once; np.unique takes several times as long for so many."""
    ids = np.sort(id)
    return ids[np.diff(ids, prepend=-1) > 0]


def one_of_each(rng: Rng, ids: np.ndarray, n: int) -> np.ndarray:
    """Of each n neighbours one: a choice of len(ids) // n, ascending if the ids are."""
    picks = np.arange(len(ids) // n) * n
    chosen: np.ndarray = ids[picks + rng.integers(0, n, len(picks))]
    return chosen


# newest: the public timeline


def _make_public(rng: Rng) -> Case:
    """The 800 newest posts of 100,000 of 150,000 authors."""
    n_authors = 150_000
    length = rng.geometric(1 / 8, n_authors) - 1
    start, id = posts_of(rng, length, np.ones(n_authors), 0.0)
    authors = _some_authors(rng, n_authors)
    return {"start": start, "id": id, "authors": authors, "k": 800, "_shift": 0}


def _some_authors(rng: Rng, n_authors: int) -> np.ndarray:
    return rng.permutation(n_authors).astype(np.int32)[:100_000]


def _vary_public(rng: Rng, case: Case) -> Case:
    varied, _ = rotated(rng, case)
    return {**varied, "authors": _some_authors(rng, len(case["start"]) - 1)}


# newest_many: everybody follows authors by their popularity


def _make_follows(
    rng: Rng, n_authors: int, mean: float, follows: np.ndarray, k: int, depth: float
) -> Case:
    length, span = busy_lengths(rng, n_authors, mean, 3_200)
    start, id = posts_of(rng, length, span, 0.1)
    begin = np.concatenate([[0], np.cumsum(follows)])
    author = traces.weighted_draws(rng, rng.lognormal(0.0, 0.7, n_authors), int(begin[-1]))
    ids = _distinct(id)
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


def _vary_follows(rng: Rng, case: Case) -> Case:
    """Other lists, other people who follow, and another day of deleting."""
    varied, _ = rotated(rng, case)
    author = case["author"]
    varied["author"] = np.roll(author, int(rng.integers(1, len(author))))
    varied["deleted"] = one_of_each(rng, case["_ids"], 200) + varied["_shift"]
    return varied | cursors(rng, varied["id"], len(case["after"]), case["_depth"])


def _make_paging(rng: Rng) -> Case:
    """1,000 requests to 8,000 authors; how many one follows is lognormal, 100 in the mean."""
    wanted = rng.lognormal(0.0, 1.0, 1_000)
    follows = np.maximum(1, wanted * (100 / wanted.mean())).astype(np.int64)
    return _make_follows(rng, 8_000, 100, follows, k=50, depth=0.1)


def _make_thousand(rng: Rng) -> Case:
    """1,000 requests with 1,000 follows each, to 5,000 authors of up to 3,200 posts."""
    return _make_follows(rng, 5_000, 200, np.full(1_000, 1_000), k=50, depth=0.05)


def _make_long_pages(rng: Rng) -> Case:
    """The same with 200 requests, for pages of 800."""
    return _make_follows(rng, 5_000, 200, np.full(200, 1_000), k=800, depth=0.05)


# newest_many: a home list of one's own, and celebrities

_CELEBRITIES, _USERS, _FOLLOWED = 500, 1_500, 50


def _make_hybrid(rng: Rng) -> Case:
    """1,500 home lists of 800 posts, and 50 of 500 celebrities for each reader."""
    length, span = busy_lengths(rng, _CELEBRITIES, 1_000, 3_200)
    start, id = posts_of(
        rng,
        np.concatenate([length, np.full(_USERS, 800)]),
        np.concatenate([span, rng.uniform(0.02, 0.5, _USERS)]),
        0.1,
    )
    followed = rng.permuted(np.tile(np.arange(_CELEBRITIES), (_USERS, 1)), axis=1)[:, :_FOLLOWED]
    ids = _distinct(id)
    case = {
        "start": start,
        "id": id,
        "begin": np.arange(_USERS + 1) * (_FOLLOWED + 1),
        "author": _home_first(rng, followed, np.arange(_CELEBRITIES, _CELEBRITIES + _USERS)),
        "deleted": one_of_each(rng, ids, 200),
        "k": 50,
        "_ids": ids,
        "_shift": 0,
        "_moved": 0,
        "_followed": followed,
    }
    return case | cursors(rng, id, _USERS, 0.02)


def _home_first(rng: Rng, followed: np.ndarray, homes: np.ndarray) -> np.ndarray:
    """Who reads next: each with own home list and somebody's celebrities."""
    readers = rng.permutation(homes)[:, None]
    return np.hstack([readers, rng.permutation(followed)]).reshape(-1).astype(np.int32)


def _vary_hybrid(rng: Rng, case: Case) -> Case:
    varied, moved = rotated(rng, case)
    moved = varied["_moved"] = (case["_moved"] + moved) % (_CELEBRITIES + _USERS)
    homes = np.arange(_CELEBRITIES, _CELEBRITIES + _USERS)
    author = _home_first(rng, case["_followed"], homes).astype(np.int64)
    varied["author"] = ((author + moved) % (_CELEBRITIES + _USERS)).astype(np.int32)
    varied["deleted"] = one_of_each(rng, case["_ids"], 200) + varied["_shift"]
    return varied | cursors(rng, varied["id"], _USERS, 0.02)


# newest_many: the final whistle

_FANS, _PLAYERS = 20_000, 5_000


def _make_whistle(rng: Rng) -> Case:
    """300 requests with 5,000 follows, in the minutes after the final whistle.

    One account, which everybody follows, has posted 3,200 times since. Half of all have passed on
    the same post, many of them as their last one. Of the newest 60,000 posts, every other is
    deleted.
    """
    length, span = busy_lengths(rng, _FANS, 40, 3_200)
    flooding = int(rng.integers(_FANS))
    length[flooding], span[flooding] = 3_200, 0.0005
    start, id = posts_of(rng, np.maximum(length, 1), span, 0.1)
    goal = _pass_on(rng, start, id)
    ids = _distinct(id)
    ids = ids[ids != goal][-60_000:]
    follows = rng.integers(0, _FANS, (300, _PLAYERS)).astype(np.int32)
    case = {
        "start": start,
        "id": id,
        "begin": np.arange(301) * _PLAYERS,
        "author": follows.reshape(-1),
        "deleted": one_of_each(rng, ids, 2),
        "k": 50,
        "_ids": ids,
        "_shift": 0,
        "_flooding": flooding,
    }
    _everybody_follows(rng, case["author"], flooding)
    return case | cursors(rng, id, 300, 0.002)


def _pass_on(rng: Rng, start: np.ndarray, id: np.ndarray) -> int:
    """Make the goal the head of half of the lists whose own head is older; returns its id."""
    goal = int(np.partition(id, -2_000)[-2_000])
    heads = start[:-1][rng.random(len(start) - 1) < 0.5]
    heads = heads[id[heads] < goal]
    id[heads] = goal
    return goal


def _everybody_follows(rng: Rng, author: np.ndarray, flooding: int) -> None:
    rows = author.reshape(-1, _PLAYERS)
    rows[np.arange(len(rows)), rng.integers(0, _PLAYERS, len(rows))] = flooding


def _vary_whistle(rng: Rng, case: Case) -> Case:
    varied, moved = rotated(rng, case)
    flooding = (case["_flooding"] + moved) % _FANS
    varied["author"] = np.roll(case["author"], int(rng.integers(1, len(case["author"]))))
    _everybody_follows(rng, varied["author"], flooding)
    varied["_flooding"] = flooding
    varied["deleted"] = one_of_each(rng, case["_ids"], 2) + varied["_shift"]
    return varied | cursors(rng, varied["id"], len(case["after"]), 0.002)


def _looks(case: Case) -> int:
    return len(case["authors"])


def _pages(case: Case) -> int:
    return len(case["after"])


WORKLOADS: dict[str, Workload] = {
    "public_timeline": Workload(_make_public, _looks, "lists", _vary_public),
    "paging": Workload(_make_paging, _pages, "pages", _vary_follows),
    "thousand_follows": Workload(_make_thousand, _pages, "pages", _vary_follows),
    "long_pages": Workload(_make_long_pages, _pages, "pages", _vary_follows),
    "home_and_fifty": Workload(_make_hybrid, _pages, "pages", _vary_hybrid),
    "final_whistle": Workload(_make_whistle, _pages, "pages", _vary_whistle),
}
