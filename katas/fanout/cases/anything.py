"""Whatever the contract allows, more often at its ends: a draw of each function."""

from __future__ import annotations

import numpy as np

from harness.kata import TWO_ALIVE, Case, Rng
from katas.traces import graph_rows, weighted_draws

from ..events import DELETE, POST, event_batch

_LAST_ID = 2**63 - 1
_STEPS = (1, 1, 1, 2, 2**8, 2**16, 2**24 + 1, 2**32, 2**53)
_BEGIN = (0, 0, 100, 2**15 - 2, 2**31 - 9, 2**32 - 9, 2**53 - 9, 2**60)


def _ids(rng: Rng, count: int) -> np.ndarray:
    """Ids that ascend by steps of all sizes, from somewhere on or up to the last there is."""
    ids = np.cumsum(rng.choice(rng.choice(_STEPS, 3), count))
    last = int(ids[-1]) if count else 0
    begin = _LAST_ID - last if rng.random() < 0.2 else int(rng.choice(_BEGIN))
    found: np.ndarray = ids + begin
    return found


def _graph(rng: Rng, most: int) -> tuple[int, np.ndarray, np.ndarray]:
    """A few accounts, or none, and edges from none to nearly all."""
    n_users = int(rng.choice([0, 1, 2, 3, 7, most], p=[0.03, 0.05, 0.15, 0.27, 0.3, 0.2]))
    n_edges = int(rng.choice([0, 1, 2 * n_users, n_users * n_users])) if n_users else 0
    pairs = rng.integers(0, max(n_users, 1), (2, n_edges))
    return n_users, *graph_rows(n_users, *pairs)


def deliver(rng: Rng) -> Case:
    """A few accounts, and none to more posts than a row holds."""
    n_users, start, user = _graph(rng, 30)
    count = int(rng.choice([0, 1, 40, 64, 140])) if n_users else 0
    loud = rng.integers(0, max(n_users, 1), 2)
    author = np.where(rng.random(count) < 0.5, rng.choice(loud, count), 0)
    some = rng.random(count) < 0.4
    author[some] = rng.integers(0, max(n_users, 1), int(some.sum()))
    return {
        "start": start,
        "user": user,
        "author": author.astype(np.int32),
        "tweet": _ids(rng, count),
    }


def choose(rng: Rng) -> Case:
    """Rates and costs of all sizes, near each other, as far as 64 bits hold the dearest plan."""
    n_users, start, user = _graph(rng, 30)
    per_push, per_pull = rng.choice([1, 1, 2, 3, 10, 255, 2**16 + 1], 2).tolist()
    room = 2**60 // (max(len(user), 1) * per_push * per_pull)
    size = min(int(rng.choice([1, 2, 9, 2**8, 2**16, 2**32, 2**60])), room)
    posts, reads = (rng.integers(0, 4, n_users) * size + rng.integers(-1, 3, n_users) for _ in "pr")
    rates = {"posts_per_hour": posts.clip(0) * per_pull, "reads_per_hour": reads.clip(0) * per_push}
    cap = int(rng.choice([0, 1, 2, 5, 1000, 2**63 - 1]))
    costs = {"per_push": per_push, "per_pull": per_pull, "burst_cap": cap}
    return {"start": start, "user": user, **rates, **costs}


def timelines(rng: Rng) -> Case:
    """All kinds of events between a few who meet, in batches of none to many."""
    n_users, start, user = _graph(rng, 12)
    count = int(rng.choice([0, 1, 30, 150])) if n_users else 0
    weights = np.array([6, 6, 2, 2, 3]) if rng.random() < 0.6 else np.array([30, 4, 1, 1, 6])
    kinds = weighted_draws(rng, weights, count)
    people = rng.integers(0, max(n_users, 1), (2, count))
    events = np.stack([kinds, people[0], np.where(kinds == 1, 0, people[1])], axis=1)
    posts = np.flatnonzero(kinds == POST)
    events[posts, 2] = _ids(rng, len(posts))
    for event in np.flatnonzero(kinds == DELETE).tolist():
        events[event, 1:] = _deletion(rng, events[posts[posts < event], 1:], people[0, event])
    ends = np.sort(rng.integers(0, count + 1, int(rng.choice([0, 1, 4]))))
    batches = [event_batch(part) for part in np.split(events, ends)]
    two = {TWO_ALIVE: True} if rng.random() < 0.2 else {}
    return {"n_users": n_users, "start": start, "user": user, "batches": batches, **two}


def _deletion(rng: Rng, posts: np.ndarray, somebody: int) -> tuple[int, int]:
    """Who deletes which id: one of the newest posts, any, somebody else's, one that never was."""
    chance = rng.random()
    if not len(posts) or chance < 0.05:
        return int(somebody), int(rng.choice([1, 2**53, _LAST_ID]))
    near = len(posts) if chance < 0.6 else min(3, len(posts))
    author, tweet = posts[-1 - int(rng.integers(near))].tolist()
    return (int(somebody), tweet) if chance > 0.9 else (author, tweet)
