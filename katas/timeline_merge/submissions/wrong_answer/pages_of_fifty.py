"""A page has fifty places, whatever was asked for.

fails: full_page at snowflake_ids
"""

from __future__ import annotations

PAGE = 50


def newest(posts, authors, page):
    found = []
    for a in authors.tolist():
        found += posts.id[posts.start[a] : posts.start[a + 1]].tolist()
    due = sorted(found, reverse=True)[:PAGE][: len(page)]
    page[: len(due)] = due
