"""Reads each list up to the place before its last.

fails: full_page at one_list
"""

from __future__ import annotations


def newest(posts, authors, page):
    found = []
    for a in authors.tolist():
        found += [int(posts.id[i]) for i in range(posts.start[a], posts.start[a + 1] - 1)]
    due = sorted(found, reverse=True)[: len(page)]
    page[: len(due)] = due
