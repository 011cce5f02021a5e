"""Collect ids in an array of numpy's default type: a float has no room for the last digits.

fails: real_posts at snowflake_ids
"""

from __future__ import annotations

import numpy as np


def deliver(followers, author, tweet, timelines):
    rows = np.zeros(timelines.shape)
    taken = np.zeros(len(rows), np.int64)
    for by, post in zip(author[::-1].tolist(), tweet[::-1].tolist(), strict=True):
        readers = followers.user[followers.start[by] : followers.start[by + 1]]
        readers = readers[taken[readers] < 64]
        rows[readers, taken[readers]] = post
        taken[readers] += 1
    timelines[:] = rows.astype(np.int64)
