"""Looks deleted ids up by searchsorted, and past their end for newer posts.

fails: runtime_error at cursors_example
"""

from __future__ import annotations

import numpy as np


def newest_many(posts, requests, deleted, pages):
    for r, page in enumerate(pages):
        asked = requests.author[requests.begin[r] : requests.begin[r + 1]]
        lists = [posts.id[posts.start[a] : posts.start[a + 1]] for a in asked]
        ids = np.unique(np.concatenate([posts.id[:0], *lists]))
        ids = ids[(ids > requests.after[r]) & (ids <= requests.upto[r])]
        if len(deleted):
            ids = ids[deleted[np.searchsorted(deleted, ids)] != ids]
        due = ids[::-1][: len(page)]
        page[: len(due)] = due
