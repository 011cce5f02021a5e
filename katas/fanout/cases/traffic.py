"""Batches of a stream drawn by the thousand: the popular post more, and few people read most."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng
from katas.traces import increasing_ids, weighted_draws

from ..events import DELETE, FOLLOW, POST, READ, UNFOLLOW, event_batch

_COLUMNS = ("kind", "user", "arg")


class Traffic:
    """Batches of events on a graph, edges left[i] -> right[i].

    The popular post more, few people read most, and people go back on what they did.
    """

    def __init__(self, rng: Rng, left: np.ndarray, right: np.ndarray, popularity: np.ndarray):
        n_users = len(popularity)
        self.rng, self.left, self.right, self.popularity = rng, left, right, popularity
        self.chattiness = rng.lognormal(0.0, 1.0, n_users) * np.sqrt(popularity)
        self.activity = rng.lognormal(0.0, 1.5, n_users)
        self.posts = np.zeros((0, 3), np.int64)

    def history(self, posts: int, reads: int, changes: int = 10) -> Case:
        """All posts, then all reads, then a few changes: what is compiled at first use, is."""
        told = self._batch(reads, posts, 0, np.arange(posts + reads))
        changed = self._batch(0, 0, changes, np.arange(3 * changes))
        columns = {name: np.concatenate([told[name], changed[name]]) for name in _COLUMNS}
        return {**columns, "R": told["R"]}

    def history_read_by_all(self, posts: int) -> Case:
        """A history in which each account reads once."""
        told = self.history(posts, len(self.activity))
        told["user"][told["kind"] == READ] = self.rng.permutation(len(self.activity))
        return told

    def batch(
        self,
        reads: int,
        posts: int,
        changes: int,
        by: dict[int, int] | None = None,
        taken_back: np.ndarray | None = None,
    ) -> Case:
        """Events in random order; `changes` each of follows, unfollows and deletes.

        Of the posts, `by` names authors and how many are theirs beside what chance gives them.
        `taken_back` are earlier posts, rows of `posts`, that are deleted beside those of chance.
        """
        more = 0 if taken_back is None else len(taken_back)
        order = self.rng.permutation(reads + posts + 3 * changes + more)
        return self._batch(reads, posts, changes, order, by, taken_back)

    def latest_of(self, author: int, count: int) -> np.ndarray:
        """The author's newest posts so far, deleted or not."""
        own: np.ndarray = self.posts[self.posts[:, 1] == author]
        return own[-count:]

    def _batch(
        self,
        reads: int,
        posts: int,
        changes: int,
        order: np.ndarray,
        by: dict[int, int] | None = None,
        taken_back: np.ndarray | None = None,
    ) -> Case:
        authors = weighted_draws(self.rng, self.chattiness, posts)
        for author, count in (by or {}).items():
            authors[self.rng.choice(posts, count, replace=False)] = author
        newest = int(self.posts[-1, 2]) if len(self.posts) else 1 << 60
        edges = self.rng.integers(0, len(self.left), changes)
        fans = weighted_draws(self.rng, self.activity, changes)
        gone = self.posts[len(self.posts) - self.rng.integers(1, 2_000, changes)]
        if taken_back is not None:
            gone = np.concatenate([gone, taken_back])
        parts = (
            (POST, authors, 0),
            (READ, weighted_draws(self.rng, self.activity, reads), 0),
            (FOLLOW, fans, weighted_draws(self.rng, self.popularity, changes)),
            (UNFOLLOW, self.left[edges], self.right[edges]),
            (DELETE, gone[:, 1], gone[:, 2]),
        )
        rows = [np.stack(np.broadcast_arrays(*part), axis=1).astype(np.int64) for part in parts]
        events = np.concatenate(rows)[order]
        is_post = events[:, 0] == POST
        events[is_post, 2] = increasing_ids(self.rng, posts, newest)
        self.posts = np.concatenate([self.posts, events[is_post]])
        return event_batch(events)


def reads_of(case: Case) -> int:
    return sum(batch["R"] for batch in case["batches"])
