"""Prunes to k lists, as if k lists had k different heads.

fails: keeps_newest at equal_heads
"""

from __future__ import annotations


def newest_many(posts, requests, deleted, pages):
    gone = set(deleted.tolist())
    for r, page in enumerate(pages):
        after, upto = int(requests.after[r]), int(requests.upto[r])
        lists = []
        for a in set(requests.author[requests.begin[r] : requests.begin[r + 1]].tolist()):
            mine = posts.id[posts.start[a] : posts.start[a + 1]].tolist()
            mine = [x for x in mine if after < x <= upto and x not in gone]
            if mine:
                lists.append(mine)
        lists.sort(key=lambda mine: -mine[0])
        found = {x for mine in lists[: len(page)] for x in mine}
        due = sorted(found, reverse=True)[: len(page)]
        page[: len(due)] = due
