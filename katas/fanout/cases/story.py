"""A stream told event by event: who posts, reads, follows, unfollows and deletes, in this order."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng
from katas.traces import graph_rows

from ..events import DELETE, FOLLOW, POST, READ, UNFOLLOW, event_batch


class Story:
    """A scripted stream of posts, reads, follows and deletes, told with small account numbers.

    The case has accounts renamed and ids drawn at random: each seed gives another case of one plot.
    """

    def __init__(
        self,
        rng: Rng,
        n_users: int,
        edges: list[tuple[int, int]],
        shuffled: bool = True,
    ) -> None:
        self.rng, self.n_users = rng, n_users
        self.name = (rng.permutation(n_users) if shuffled else np.arange(n_users)).tolist()
        left, right = np.array(edges, np.int64).reshape(-1, 2).T
        names = np.array(self.name, np.int64)
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

    def case(self) -> Case:
        """The stream case: `n_users`, whom everybody follows (`start`, `user`), the batches."""
        batches = [event_batch(np.array(batch, np.int64).reshape(-1, 3)) for batch in self.batches]
        graph = {"n_users": self.n_users, "start": self.start, "user": self.user}
        return {**graph, "batches": batches}
