"""Asks each author for the 20 newest posts, for a page of more than 20.

fails: keeps_newest at busy_author
"""

from __future__ import annotations


def newest(posts, authors, page):
    found = []
    for a in authors.tolist():
        found += posts.id[posts.start[a] : posts.start[a + 1]][:20].tolist()
    due = sorted(found, reverse=True)[: len(page)]
    page[: len(due)] = due
