"""Slow and obviously right: put everything that may be shown into a set, and sort it."""

from __future__ import annotations

from typing import Any

import numpy as np


def newest(posts: Any, authors: np.ndarray, page: np.ndarray) -> None:
    """All posts of the authors, sorted, and cut to the page."""
    _fill(page, {post for author in authors.tolist() for post in _posts_of(posts, author)})


def newest_many(posts: Any, requests: Any, deleted: np.ndarray, pages: np.ndarray) -> None:
    """For each request: all posts of its authors between the cursors that are not deleted."""
    gone = set(deleted.tolist())
    for r, (after, upto) in enumerate(
        zip(requests.after.tolist(), requests.upto.tolist(), strict=True)
    ):
        authors = requests.author[requests.begin[r] : requests.begin[r + 1]]
        asked = {post for author in authors.tolist() for post in _posts_of(posts, author)}
        _fill(pages[r], {post for post in asked - gone if after < post <= upto})


def _posts_of(posts: Any, author: int) -> list[int]:
    found: list[int] = posts.id[posts.start[author] : posts.start[author + 1]].tolist()
    return found


def _fill(page: np.ndarray, shown: set[int]) -> None:
    due = sorted(shown, reverse=True)[: len(page)]
    page[: len(due)] = due
