"""Leaves out the lists whose heads are above `upto`, with all that lies below.

fails: full_page at cursors_example
"""

from __future__ import annotations


def newest_many(posts, requests, deleted, pages):
    gone = set(deleted.tolist())
    for r, page in enumerate(pages):
        after, upto = int(requests.after[r]), int(requests.upto[r])
        found = set()
        for a in requests.author[requests.begin[r] : requests.begin[r + 1]]:
            mine = posts.id[posts.start[a] : posts.start[a + 1]].tolist()
            if mine and mine[0] <= upto:
                found.update(mine)
        due = sorted((x for x in found - gone if x > after), reverse=True)[: len(page)]
        page[: len(due)] = due
