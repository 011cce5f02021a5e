"""Makes a half-open range of it: upto + 1 is no int64 where there is no limit.

fails: full_page at cursors_example
"""

from __future__ import annotations


def newest_many(posts, requests, deleted, pages):
    gone = set(deleted.tolist())
    for r, page in enumerate(pages):
        found = set()
        for a in requests.author[requests.begin[r] : requests.begin[r + 1]]:
            found.update(posts.id[posts.start[a] : posts.start[a + 1]].tolist())
        after, end = int(requests.after[r]), (requests.upto[r : r + 1] + 1)[0]
        due = sorted((x for x in found - gone if after < x < end), reverse=True)[: len(page)]
        page[: len(due)] = due
