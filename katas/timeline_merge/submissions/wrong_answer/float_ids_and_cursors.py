"""Everything in float64, as a data frame with a missing value has it.

fails: asked_authors at large_ids
"""

from __future__ import annotations


def newest_many(posts, requests, deleted, pages):
    gone = set(deleted.tolist())
    for r, page in enumerate(pages):
        found = set()
        for a in requests.author[requests.begin[r] : requests.begin[r + 1]]:
            found.update(posts.id[posts.start[a] : posts.start[a + 1]].astype(float).tolist())
        after, upto = float(requests.after[r]), float(requests.upto[r])
        due = sorted((x for x in found - gone if after < x <= upto), reverse=True)[: len(page)]
        page[: len(due)] = due
