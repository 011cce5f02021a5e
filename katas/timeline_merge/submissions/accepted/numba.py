"""One page: the heads first. Many: a heap of them, and the next post of a list for each one taken.

reaches: newest silver
reaches: cursors gold
reaches: many-lists silver
reaches: hybrid gold
reaches: world-cup silver
"""

from __future__ import annotations

import numpy as np
from numba import njit


def newest(posts, authors, page):
    k, heads = len(page), np.empty(len(authors), np.int64)
    _heads(posts.start, posts.id, authors, heads)
    oldest = np.partition(heads, -k)[-k] if 0 < k <= len(heads) else 0
    found = np.empty(2 * k + 2, np.int64)
    while (count := _collect(posts.start, posts.id, authors, heads, oldest, found)) > len(found):
        found = np.empty(count, np.int64)
    due = np.sort(found[:count])[::-1][:k]
    page[: len(due)] = due


def newest_many(posts, requests, deleted, pages):
    _many(posts.start, posts.id, *requests, deleted, pages)


@njit(cache=True)
def _heads(start, ids, authors, heads):
    for f in range(len(authors)):
        a = authors[f]
        heads[f] = ids[start[a]] if start[a] < start[a + 1] else 0


@njit(cache=True)
def _collect(start, ids, authors, heads, oldest, found):
    """How many posts are not older than `oldest`; as many as there is room for are in `found`."""
    count = 0
    for f in range(len(authors)):
        if heads[f] > 0 and heads[f] >= oldest:
            for at in range(start[authors[f]], start[authors[f] + 1]):
                if ids[at] < oldest:
                    break
                if count < len(found):
                    found[count] = ids[at]
                count += 1
    return count


@njit(cache=True)
def _many(start, ids, begin, author, after, upto, deleted, pages):
    for r in range(len(pages)):
        asked = author[begin[r] : begin[r + 1]]
        place, end = np.empty(len(asked), np.int64), np.empty(len(asked), np.int64)
        size = 0
        for a in asked:
            first, last = start[a], start[a + 1]
            while first < last:
                middle = (first + last) >> 1
                if ids[middle] > upto[r]:
                    first = middle + 1
                else:
                    last = middle
            if first < start[a + 1] and ids[first] > after[r]:
                place[size], end[size] = first, start[a + 1]
                size += 1
        _merge(ids, place, end, size, after[r], deleted, pages[r])


@njit(cache=True)
def _merge(ids, place, end, size, after, deleted, page):
    for i in range(size // 2 - 1, -1, -1):
        _sift(ids, place, end, i, size)
    shown, last = 0, 0
    while size > 0 and shown < len(page):
        post = ids[place[0]]
        if post <= after:
            break
        if post != last and not _is_in(deleted, post):
            page[shown] = post
            shown += 1
        last = post
        place[0] += 1
        if place[0] == end[0]:
            size -= 1
            place[0], end[0] = place[size], end[size]
        _sift(ids, place, end, 0, size)


@njit(cache=True)
def _sift(ids, place, end, i, size):
    while 2 * i + 1 < size:
        child = 2 * i + 1
        if child + 1 < size and ids[place[child + 1]] > ids[place[child]]:
            child += 1
        if ids[place[child]] <= ids[place[i]]:
            break
        place[i], place[child] = place[child], place[i]
        end[i], end[child] = end[child], end[i]
        i = child


@njit(cache=True)
def _is_in(deleted, post):
    at = np.searchsorted(deleted, post)
    return at < len(deleted) and deleted[at] == post
