"""Prunes to the k lists with the newest heads before it looks at the cursors.

fails: keeps_newest at heads_above_upto
"""

from __future__ import annotations


def newest_many(posts, requests, deleted, pages):
    gone = set(deleted.tolist())
    for r, page in enumerate(pages):
        after, upto = int(requests.after[r]), int(requests.upto[r])
        lists = {}
        for a in requests.author[requests.begin[r] : requests.begin[r + 1]].tolist():
            mine = posts.id[posts.start[a] : posts.start[a + 1]].tolist()
            mine = [x for x in mine if x not in gone]
            if mine:
                lists.setdefault(mine[0], set()).update(mine)
        newest_heads = sorted(lists, reverse=True)[: len(page)]
        found = {x for head in newest_heads for x in lists[head]}
        due = sorted((x for x in found if after < x <= upto), reverse=True)[: len(page)]
        page[: len(due)] = due
