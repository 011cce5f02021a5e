"""Rings of 64 that are reversed at the end, but not turned to where their newest post stands.

fails: newest_first at full_rows
"""

from __future__ import annotations

import numpy as np


def deliver(followers, author, tweet, timelines):
    written = np.zeros(len(timelines), np.int64)
    for by, post in zip(author.tolist(), tweet.tolist(), strict=True):
        readers = followers.user[followers.start[by] : followers.start[by + 1]]
        timelines[readers, written[readers] % 64] = post
        written[readers] += 1
    for user, n in enumerate(np.minimum(written, 64).tolist()):
        timelines[user, :n] = timelines[user, :n][::-1].copy()
