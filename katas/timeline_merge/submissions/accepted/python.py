"""Heads first: the k-th of the different heads is the oldest post that a page can need.

reaches: newest bronze
reaches: cursors bronze
reaches: many-lists bronze
reaches: hybrid bronze
reaches: world-cup bronze
"""

from __future__ import annotations

import heapq
from bisect import bisect_left
from operator import neg


def newest(posts, authors, page):
    k = len(page)
    start, ids = memoryview(posts.start), memoryview(posts.id)
    followed = [a for a in authors.tolist() if start[a] < start[a + 1]]
    heads = [ids[start[a]] for a in followed]
    oldest = min(heapq.nlargest(k, heads), default=0) if len(heads) >= k else 0
    found = []
    for a, head in zip(followed, heads, strict=True):
        if head >= oldest:
            for place in range(start[a], min(start[a + 1], start[a] + k)):
                if ids[place] < oldest:
                    break
                found.append(ids[place])
    due = sorted(found, reverse=True)[:k]
    page[: len(due)] = due


def newest_many(posts, requests, deleted, pages):
    start, ids = posts.start.tolist(), memoryview(posts.id)
    gone = set(deleted.tolist())
    begin, author = requests.begin.tolist(), requests.author.tolist()
    live = [first_left(ids, start[a], start[a + 1], gone) for a in range(len(start) - 1)]
    for r, page in enumerate(pages):
        asked = author[begin[r] : begin[r + 1]]
        between = int(requests.after[r]), int(requests.upto[r])
        due = page_of(ids, start, live, asked, between, gone, len(page))
        page[: len(due)] = due


def first_left(ids, place, end, gone):
    """The first place from `place` on whose post is not deleted."""
    while place < end and ids[place] in gone:
        place += 1
    return place


def page_of(ids, start, live, asked, between, gone, k):
    after, upto = between
    lists = []
    for a in set(asked):
        place, end = live[a], start[a + 1]
        if place < end and ids[place] > upto:
            place = bisect_left(ids, -upto, place, end, key=neg)
            place = first_left(ids, place, end, gone)
        if place < end and ids[place] > after:
            lists.append((ids[place], place, end))
    heads = {head for head, _, _ in lists}
    oldest = min(heapq.nlargest(k, heads), default=0) if len(heads) >= k else after + 1
    found = set()
    for head, place, end in lists:
        if head >= oldest:
            left = k
            while place < end and left > 0 and ids[place] >= oldest:
                if ids[place] not in gone:
                    found.add(ids[place])
                    left -= 1
                place += 1
    return sorted(found, reverse=True)[:k]
