"""Searches the lists for `upto` as if they were ascending.

fails: full_page at cursors_example
"""

from __future__ import annotations

import numpy as np


def newest_many(posts, requests, deleted, pages):
    gone = set(deleted.tolist())
    for r, page in enumerate(pages):
        after, upto = requests.after[r], requests.upto[r]
        found = set()
        for a in requests.author[requests.begin[r] : requests.begin[r + 1]]:
            mine = posts.id[posts.start[a] : posts.start[a + 1]]
            found.update(mine[: np.searchsorted(mine, upto, side="right")].tolist())
        due = sorted((x for x in found - gone if after < x <= upto), reverse=True)[: len(page)]
        page[: len(due)] = due
