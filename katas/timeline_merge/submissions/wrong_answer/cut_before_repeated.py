"""Cuts the page first, and takes out what is there twice then.

fails: full_page at passed_on
"""

from __future__ import annotations


def newest_many(posts, requests, deleted, pages):
    gone = set(deleted.tolist())
    for r, page in enumerate(pages):
        found = []
        for a in requests.author[requests.begin[r] : requests.begin[r + 1]]:
            found += posts.id[posts.start[a] : posts.start[a + 1]].tolist()
        after, upto = int(requests.after[r]), int(requests.upto[r])
        left = [x for x in found if after < x <= upto and x not in gone]
        due = sorted(set(sorted(left, reverse=True)[: len(page)]), reverse=True)
        page[: len(due)] = due
