"""Slow and obviously right: everybody pulls, every time, from everything that was ever posted."""

from __future__ import annotations

from typing import Any

import numpy as np

POST, READ, FOLLOW, UNFOLLOW, DELETE = range(5)


def deliver(followers: Any, author: np.ndarray, tweet: np.ndarray, timelines: np.ndarray) -> None:
    """For each user, walk over all posts from the newest and keep those the user should see."""
    n_users = len(timelines)
    follows: list[set[int]] = [set() for _ in range(n_users)]
    for followed in range(n_users):
        for user in followers.user[followers.start[followed] : followers.start[followed + 1]]:
            follows[user].add(followed)
    posts = list(zip(author.tolist(), tweet.tolist(), strict=True))
    for user in range(n_users):
        due = [post for by, post in reversed(posts) if by in follows[user]][:64]
        timelines[user, : len(due)] = due


def choose(
    followers: Any,
    posts_per_hour: np.ndarray,
    reads_per_hour: np.ndarray,
    costs: Any,
    burst_cap: int,
    push: np.ndarray,
) -> None:
    """For each author, go through the followers from the largest saving down."""
    for author, posts in enumerate(posts_per_hour.tolist()):
        edges = range(int(followers.start[author]), int(followers.start[author + 1]))
        savings = []
        for edge in edges:
            reads = int(reads_per_hour[followers.user[edge]])
            saving = costs.per_pull * reads - costs.per_push * posts
            savings.append((-saving, int(followers.user[edge]), edge))
        for minus_saving, _, edge in sorted(savings)[:burst_cap]:
            push[edge] = minus_saving < 0


class Timelines:
    """All posts that are not deleted, and who follows whom. A read filters and sorts the lot."""

    def __init__(self, n_users: int, following: Any) -> None:
        start, user = following
        self.follows = [set(user[start[u] : start[u + 1]].tolist()) for u in range(n_users)]
        self.author_of: dict[int, int] = {}

    def apply(self, batch: Any, pages: np.ndarray) -> None:
        """One event after the other."""
        row = 0
        for kind, user, arg in zip(*(part.tolist() for part in batch), strict=True):
            if kind == POST:
                self.author_of[arg] = user
            elif kind == READ:
                page = self.page(user)
                pages[row, : len(page)] = page
                row += 1
            elif kind == FOLLOW and arg != user:
                self.follows[user].add(arg)
            elif kind == UNFOLLOW:
                self.follows[user].discard(arg)
            elif kind == DELETE and self.author_of.get(arg) == user:
                del self.author_of[arg]

    def page(self, user: int) -> list[int]:
        """The 50 newest posts of those followed now."""
        followed = self.follows[user]
        return sorted(
            (post for post, by in self.author_of.items() if by in followed), reverse=True
        )[:50]
