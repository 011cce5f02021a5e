"""Always begins with the newest: the second page is the first again.

fails: upto_is_above at cursors_example
"""

from __future__ import annotations


def newest_many(posts, requests, deleted, pages):
    gone = set(deleted.tolist())
    for r, page in enumerate(pages):
        found = set()
        for a in requests.author[requests.begin[r] : requests.begin[r + 1]]:
            found.update(posts.id[posts.start[a] : posts.start[a + 1]].tolist())
        after = int(requests.after[r])
        due = sorted((x for x in found - gone if after < x), reverse=True)[: len(page)]
        page[: len(due)] = due
