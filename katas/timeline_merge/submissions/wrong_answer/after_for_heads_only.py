"""Asks of the heads alone whether they are new, and shows what comes behind them.

fails: after_is_below at cursors_example
"""

from __future__ import annotations


def newest_many(posts, requests, deleted, pages):
    gone = set(deleted.tolist())
    for r, page in enumerate(pages):
        after, upto = int(requests.after[r]), int(requests.upto[r])
        found = set()
        for a in requests.author[requests.begin[r] : requests.begin[r + 1]]:
            mine = posts.id[posts.start[a] : posts.start[a + 1]].tolist()
            if mine and mine[0] > after:
                found.update(mine)
        due = sorted((x for x in found - gone if x <= upto), reverse=True)[: len(page)]
        page[: len(due)] = due
