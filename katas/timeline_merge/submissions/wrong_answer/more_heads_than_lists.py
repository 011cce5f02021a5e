"""Partitions for the k-th head, also where there are fewer than k lists.

fails: runtime_error at worked_example
"""

from __future__ import annotations

import numpy as np


def newest(posts, authors, page):
    k = len(page)
    some = authors[posts.start[authors] < posts.start[authors + 1]]
    heads = posts.id[posts.start[some]]
    chosen = some[np.argpartition(heads, -k)[-k:]] if k else some
    lists = [posts.id[posts.start[a] : posts.start[a + 1]] for a in chosen]
    due = np.sort(np.concatenate([posts.id[:0], *lists]))[::-1][:k]
    page[: len(due)] = due
