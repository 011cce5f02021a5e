"""Cases of the level world-cup: everybody reads, one floods, half of the newest is deleted."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng, Workload

from ..feeds import NO_LIMIT, TODAY, dealt, ids_of, many_requests
from . import shapes

__all__ = ["flood", "goal", "purge", "final_minute"]


def flood(rng: Rng) -> Case:
    """One account owns every place, among hundreds that are followed."""
    old, new = np.split(ids_of(rng, 2_000, TODAY), 2)
    lists = dealt(rng, old, 300)
    lists[int(rng.integers(300))] = new
    asked = [(rng.permutation(300), 0, NO_LIMIT), (rng.permutation(300), 0, int(new[20]))]
    return many_requests(lists, asked, [], 50)


def goal(rng: Rng) -> Case:
    """Nearly everybody's last post is the same one; it is shown once, or deleted."""
    ids = ids_of(rng, 800, TODAY)
    lists = [np.append(row, ids[-20]) for row in dealt(rng, ids[:-50], 250)]
    lists += [*ids[-50:].reshape(25, 2)]
    gone = [[], [int(ids[-20])]][int(rng.integers(2))]
    return many_requests(lists, [(rng.permutation(275), 0, NO_LIMIT)] * 2, gone, 30)


def purge(rng: Rng) -> Case:
    """Every other of the newest posts is deleted, whole lists of a spammer among them."""
    ids = ids_of(rng, 1_200, TODAY)
    lists = dealt(rng, ids[:-200], 150)
    lists += [ids[-200:][rng.permutation(200)[:60]] for _ in range(5)]
    lists.append(ids[-40:])
    gone = np.unique(np.concatenate([rng.permutation(ids[-300:])[:150], ids[-40:]]))
    asked = [(rng.permutation(156), 0, NO_LIMIT), (rng.permutation(156), int(ids[-250]), NO_LIMIT)]
    return many_requests(lists, asked, gone, 40)


def final_minute(rng: Rng) -> Case:
    """The flood, the goal and the purge at once, read by many and again."""
    ids = ids_of(rng, 2_500, TODAY)
    lists = [np.append(row, ids[-100]) for row in dealt(rng, ids[:-300], 200)]
    lists += [*dealt(rng, ids[-300:-150], 90), ids[-150:]]
    asked = [
        (rng.integers(0, 291, 240), after, upto)
        for after in (0, int(ids[-120]))
        for upto in (NO_LIMIT, int(ids[-60]), int(ids[-170]))
    ]
    return many_requests(lists, asked, np.sort(rng.permutation(ids[-400:])[:200]), 50)


_FANS, _PLAYERS = 20_000, 5_000
_NEWEST, _DELETED = 75_000, 30_000


def _make_whistle(rng: Rng) -> Case:
    """300 requests with 5,000 follows, in the minutes after the final whistle.

    One account, which everybody follows, has posted 3,200 times since. Half of all have passed on
    the same post, many of them as their last one. Of the newest 60,000 posts, every other is
    deleted.
    """
    length, span = shapes.busy_lengths(rng, _FANS, 40, 3_200)
    flooding = int(length.argmax())
    length[flooding], span[flooding] = 3_200, 0.0005
    return _vary_whistle(rng, {"k": 50, "_length": np.maximum(length, 1), "_span": span})


def _vary_whistle(rng: Rng, case: Case) -> Case:
    """Another final: other posts, other fans, another account that floods."""
    order = rng.permutation(_FANS)
    length, span = case["_length"][order], case["_span"][order]
    flooding = int(span.argmin())
    start, id = shapes.posts_of(rng, length, span, 0.1)
    goal = _pass_on(rng, start, id)
    follows = rng.integers(0, _FANS, (300, _PLAYERS)).astype(np.int32)
    follows[np.arange(300), rng.integers(0, _PLAYERS, 300)] = flooding
    return case | {
        "_flooding": flooding,
        "start": start,
        "id": id,
        "begin": np.arange(301) * _PLAYERS,
        "author": follows.reshape(-1),
        "deleted": _every_other(rng, id[id != goal]),
        **shapes.cursors(rng, id, 300, 0.002),
    }


def _every_other(rng: Rng, id: np.ndarray) -> np.ndarray:
    """Of each two neighbours of the newest ids one, ascending."""
    newest = np.sort(np.partition(id, -_NEWEST)[-_NEWEST:])
    newest = newest[np.diff(newest, prepend=-1) > 0][-_DELETED * 2 :]
    chosen: np.ndarray = newest[::2][: len(newest) // 2] + 0
    either = rng.random(len(chosen)) < 0.5
    chosen[either] = newest[1::2][either]
    return chosen


def _pass_on(rng: Rng, start: np.ndarray, id: np.ndarray) -> int:
    """Make the goal the head of half of the lists whose own head is older; returns its id."""
    goal = int(np.partition(id, -2_000)[-2_000])
    heads = start[:-1][rng.random(len(start) - 1) < 0.5]
    heads = heads[id[heads] < goal]
    id[heads] = goal
    return goal


WORKLOADS = {
    "final_whistle": Workload(_make_whistle, shapes.pages, "pages", _vary_whistle),
}
