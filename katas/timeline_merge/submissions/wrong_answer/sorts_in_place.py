"""Sorts the authors' lists where they are, which are everybody's.

fails: runtime_error at worked_example
"""

from __future__ import annotations


def newest(posts, authors, page):
    found = []
    for a in authors:
        mine = posts.id[posts.start[a] : posts.start[a + 1]]
        mine.sort()
        found += mine[-len(page) :].tolist()
    due = sorted(found, reverse=True)[: len(page)]
    page[: len(due)] = due
