"""Fills all buckets at every request, also of those who did not ask.

fails: time_limit at rush
"""

import numpy as np


def allow(user, at_ms, n_users, capacity, interval_ms, allowed):
    parts = np.full(n_users, capacity * interval_ms)
    last_ms = 0
    for i, (who, now_ms) in enumerate(zip(user.tolist(), at_ms.tolist(), strict=True)):
        parts = np.minimum(capacity * interval_ms, parts + now_ms - last_ms)
        last_ms = now_ms
        if parts[who] >= interval_ms:
            parts[who] -= interval_ms
            allowed[i] = 1
