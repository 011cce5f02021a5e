"""Returns the home list as soon as it fills the page, before the celebrities are merged.

fails: keeps_newest at home_and_celebrities
"""

from __future__ import annotations

HOME = 800


def newest_many(posts, requests, deleted, pages):
    gone = set(deleted.tolist())
    for r, page in enumerate(pages):
        after, upto = int(requests.after[r]), int(requests.upto[r])
        lists = []
        for a in requests.author[requests.begin[r] : requests.begin[r + 1]]:
            mine = posts.id[posts.start[a] : posts.start[a + 1]].tolist()
            lists.append((len(mine), [x for x in mine if after < x <= upto and x not in gone]))
        homes = [left for size, left in lists if size == HOME and len(left) >= len(page)]
        merged = homes[:1] or [left for _, left in lists]
        due = sorted({x for left in merged for x in left}, reverse=True)[: len(page)]
        page[: len(due)] = due
