"""Leaves a list at the first post that another list had too.

fails: keeps_newest at passed_on
"""

from __future__ import annotations


def newest_many(posts, requests, deleted, pages):
    gone = set(deleted.tolist())
    for r, page in enumerate(pages):
        after, upto = int(requests.after[r]), int(requests.upto[r])
        found = set()
        for a in requests.author[requests.begin[r] : requests.begin[r + 1]]:
            for post in posts.id[posts.start[a] : posts.start[a + 1]].tolist():
                if post in found:
                    break
                if after < post <= upto and post not in gone:
                    found.add(post)
        due = sorted(found, reverse=True)[: len(page)]
        page[: len(due)] = due
