"""Merges in float64, which has 53 bits for ids of 61.

fails: asked_authors at snowflake_ids
"""

from __future__ import annotations

import numpy as np


def newest(posts, authors, page):
    lists = [posts.id[posts.start[a] : posts.start[a + 1]] for a in authors]
    due = np.sort(np.concatenate([np.zeros(0), *lists]))[::-1][: len(page)]
    page[: len(due)] = due
