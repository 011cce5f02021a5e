"""Sorts everything that was ever written, for each request.

fails: time_limit at thousand_follows
"""

from __future__ import annotations

import numpy as np


def newest_many(posts, requests, deleted, pages):
    for r, page in enumerate(pages):
        asked = requests.author[requests.begin[r] : requests.begin[r + 1]]
        lists = [posts.id[posts.start[a] : posts.start[a + 1]] for a in asked]
        ids = np.unique(np.concatenate([posts.id[:0], *lists]))
        ids = ids[(ids > requests.after[r]) & (ids <= requests.upto[r])]
        due = np.setdiff1d(ids, deleted, assume_unique=True)[::-1][: len(page)]
        page[: len(due)] = due
