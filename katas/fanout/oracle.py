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
