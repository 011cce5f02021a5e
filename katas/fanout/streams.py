"""Streams of posts, reads, follows and deletes: told event by event, or drawn by the thousand."""

from __future__ import annotations

from typing import Any

import numpy as np

from katas.traces import graph_rows, increasing_ids, weighted_draws

_COLUMNS = ("kind", "user", "arg")
POST, READ, FOLLOW, UNFOLLOW, DELETE = range(5)
"""Kinds of events; their `arg` is an id (POST, DELETE) or an account (FOLLOW, UNFOLLOW)."""


class Story:
    """A scripted stream of posts, reads, follows and deletes, told with small account numbers.

    The case has accounts renamed and ids drawn at random: each seed gives another case of one plot.
    """

    def __init__(
        self,
        rng: np.random.Generator,
        n_users: int,
        edges: list[tuple[int, int]],
        shuffled: bool = True,
    ) -> None:
        self.rng, self.n_users = rng, n_users
        self.name = (rng.permutation(n_users) if shuffled else np.arange(n_users)).tolist()
        left, right = np.array(edges, np.int64).reshape(-1, 2).T
        names = np.array(self.name)
        self.start, self.user = graph_rows(n_users, names[left], names[right])
        self.posts: list[tuple[int, int]] = []
        self.newest = int(rng.choice([0, 1 << 60]))
        self.batches: list[list[tuple[int, int, int]]] = [[]]

    def event(self, kind: int, user: int, other: int) -> Story:
        """Any event; `other` is an account, or the id to delete, and unused for the rest."""
        if kind == POST:
            return self.post(user)
        arg = 0 if kind == READ else other if kind == DELETE else self.name[other]
        self.batches[-1].append((kind, self.name[user], arg))
        return self

    def post(self, author: int, tweet: int = 0) -> Story:
        """A post, with a new id unless one is given."""
        self.newest = tweet or self.newest + int(self.rng.integers(1, 1_000))
        self.posts.append((author, self.newest))
        self.batches[-1].append((POST, self.name[author], self.newest))
        return self

    def read(self, user: int) -> Story:
        return self.event(READ, user, 0)

    def follow(self, user: int, other: int) -> Story:
        return self.event(FOLLOW, user, other)

    def unfollow(self, user: int, other: int) -> Story:
        return self.event(UNFOLLOW, user, other)

    def delete(self, author: int, tweet: int) -> Story:
        return self.event(DELETE, author, tweet)

    def last(self, author: int) -> int:
        """The id of the account's newest post, deleted or not."""
        return next(tweet for user, tweet in reversed(self.posts) if user == author)

    def random_post(self) -> tuple[int, int]:
        """Author and id of one of the posts so far, or of one that never was."""
        return self.posts[self.rng.integers(len(self.posts))] if self.posts else (0, 1)

    def cut(self) -> Story:
        """End the batch."""
        self.batches.append([])
        return self

    def case(self) -> dict[str, Any]:
        """The stream case: `n_users`, whom everybody follows (`start`, `user`), the batches."""
        batches = [event_batch(np.array(batch, np.int64).reshape(-1, 3)) for batch in self.batches]
        graph = {"n_users": self.n_users, "start": self.start, "user": self.user}
        return {**graph, "batches": batches}


class Traffic:
    """Batches of events on a graph, edges left[i] -> right[i].

    The popular post more, few people read most, and people go back on what they did.
    """

    def __init__(
        self, rng: np.random.Generator, left: np.ndarray, right: np.ndarray, popularity: np.ndarray
    ):
        n_users = len(popularity)
        self.rng, self.left, self.right, self.popularity = rng, left, right, popularity
        self.chattiness = rng.lognormal(0.0, 1.0, n_users) * np.sqrt(popularity)
        self.activity = rng.lognormal(0.0, 1.5, n_users)
        self.posts = np.zeros((0, 3), np.int64)

    def history(self, posts: int, reads: int, changes: int = 10) -> dict[str, Any]:
        """All posts, then all reads, then a few changes: what is compiled at first use, is."""
        told = self._batch(reads, posts, 0, np.arange(posts + reads))
        changed = self._batch(0, 0, changes, np.arange(3 * changes))
        columns = {name: np.concatenate([told[name], changed[name]]) for name in _COLUMNS}
        return {**columns, "R": told["R"]}

    def batch(
        self,
        reads: int,
        posts: int,
        changes: int,
        by: dict[int, int] | None = None,
        taken_back: np.ndarray | None = None,
    ) -> dict[str, Any]:
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
    ) -> dict[str, Any]:
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


def event_batch(events: np.ndarray) -> dict[str, Any]:
    """Rows of kind, user, arg as the batch of a stream; `R` is the number of reads."""
    kind, user, arg = (np.ascontiguousarray(column) for column in events.T)
    return {
        "kind": kind.astype(np.uint8),
        "user": user.astype(np.int32),
        "arg": arg,
        "R": int((kind == READ).sum()),
    }
