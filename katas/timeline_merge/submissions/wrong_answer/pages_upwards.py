"""Fills the page from `after` upwards: the oldest of what is new, and never the newest.

fails: keeps_newest at cursors_example
"""

from __future__ import annotations


def newest_many(posts, requests, deleted, pages):
    gone = set(deleted.tolist())
    for r, page in enumerate(pages):
        found = set()
        for a in requests.author[requests.begin[r] : requests.begin[r + 1]]:
            found.update(posts.id[posts.start[a] : posts.start[a + 1]].tolist())
        after, upto = int(requests.after[r]), int(requests.upto[r])
        due = sorted(x for x in found - gone if after < x <= upto)[: len(page)]
        page[: len(due)] = due[::-1]
