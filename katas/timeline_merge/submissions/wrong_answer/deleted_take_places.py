"""Cuts the page first, and takes out what is deleted then.

fails: full_page at cursors_example
"""

from __future__ import annotations


def newest_many(posts, requests, deleted, pages):
    gone = set(deleted.tolist())
    for r, page in enumerate(pages):
        found = set()
        for a in requests.author[requests.begin[r] : requests.begin[r + 1]]:
            found.update(posts.id[posts.start[a] : posts.start[a + 1]].tolist())
        after, upto = int(requests.after[r]), int(requests.upto[r])
        due = sorted((x for x in found if after < x <= upto), reverse=True)[: len(page)]
        due = [x for x in due if x not in gone]
        page[: len(due)] = due
