"""Everybody's first request at once, then everybody's second, as often as the busiest asks.

reaches: allow bronze
"""

import numpy as np


def allow(user, at_ms, n_users, capacity, interval_ms, allowed):
    place = np.arange(len(user))
    order = np.sort((user.astype(np.int64) << 32) | place) & (2**32 - 1)  # by user, then by time
    count = np.bincount(user, minlength=n_users)
    busiest = np.argsort(-count)
    count, begin = count[busiest], (np.cumsum(count) - count)[busiest]
    at_ms, passes = at_ms[order], np.zeros(len(user), np.uint8)
    full_at_ms = np.zeros(n_users, np.int64)
    for turn in range(int(count.max(initial=0))):
        still = np.searchsorted(-count, -turn)  # so many users ask more than `turn` times
        request = begin[:still] + turn
        full_ms = np.maximum(full_at_ms[:still], at_ms[request])
        passes[request] = full_ms - at_ms[request] <= (capacity - 1) * interval_ms
        full_at_ms[:still] = full_ms + interval_ms * passes[request].astype(np.int64)
    allowed[order] = passes
