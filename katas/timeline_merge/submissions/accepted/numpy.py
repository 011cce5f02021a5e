"""Heads first, all lists of a request at a time: binary searches step by step in all of them.

reaches: newest bronze
reaches: cursors bronze
reaches: many-lists bronze
reaches: hybrid bronze
reaches: world-cup bronze
"""

from __future__ import annotations

import numpy as np


def newest(posts, authors, page):
    start, ids = posts
    authors = authors[start[authors] < start[authors + 1]]
    if len(authors) and len(page):
        _fill(page, _newest_of(ids, start[authors], start[authors + 1], 0, len(page)))


def newest_many(posts, requests, deleted, pages):
    """What is deleted is taken out of all lists before the first request."""
    start, ids = posts
    if len(deleted):
        nearest = deleted[np.minimum(np.searchsorted(deleted, ids), len(deleted) - 1)]
        left = nearest != ids
        start = np.concatenate([[0], np.cumsum(left)])[start]
        ids = ids[left]
    for r, page in enumerate(pages if pages.size else ()):
        asked = requests.author[requests.begin[r] : requests.begin[r + 1]]
        first, end = start[asked], start[asked + 1]
        if requests.upto[r] < 2**63 - 1:
            first = _first_at_most(ids, first, end, requests.upto[r])
        some = first < end
        first, end = first[some], end[some]
        if len(first):
            due = _newest_of(ids, first, end, int(requests.after[r]), len(page))
            _fill(page, _distinct(due))


def _newest_of(ids, first, end, after, k):
    """Posts of the lists from `first` to `end`, among them the k newest above `after`."""
    heads = _distinct(ids[first])
    if len(heads) >= k:
        after = max(after, int(heads[-k]) - 1)
    some = ids[first] > after
    first, end = first[some], end[some]
    length = _first_at_most(ids, first, end, after) - first
    last = np.cumsum(length)
    return ids[np.arange(length.sum()) + np.repeat(first - last + length, length)]


def _distinct(some):
    some = np.sort(some)
    return some[np.diff(some, prepend=0) > 0]


def _first_at_most(ids, first, end, limit):
    """In each list the first place with an id of at most `limit`."""
    low, high = first.copy(), end.copy()
    while (low < high).any():
        middle = (low + high) >> 1
        above = (low < high) & (ids[np.minimum(middle, len(ids) - 1)] > limit)
        low = np.where(above, middle + 1, low)
        high = np.where(above, high, middle)
    return low


def _fill(page, due):
    due = np.sort(due)[::-1][: len(page)]
    page[: len(due)] = due
