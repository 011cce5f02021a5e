"""The newest k, but in the order of time: what a slice from the end of a sort gives.

fails: newest_first at worked_example
"""

from __future__ import annotations


def newest(posts, authors, page):
    found = []
    for a in authors.tolist():
        found += posts.id[posts.start[a] : posts.start[a + 1]].tolist()
    due = sorted(found)[-len(page) :] if len(page) else []
    page[: len(due)] = due
