"""The loop over two lists, with arrays and compiled.

reaches: allow silver
"""

import numpy as np
from numba import njit


def allow(user, at_ms, n_users, capacity, interval_ms, allowed):
    parts = np.full(n_users, capacity * interval_ms)
    _allow(user, at_ms, parts, np.zeros(n_users, np.int64), interval_ms, allowed)


@njit(cache=True)
def _allow(user, at_ms, parts, last_ms, interval_ms, allowed):
    full = parts.max() if len(parts) else 0
    for i in range(len(user)):
        who = user[i]
        parts[who] = min(full, parts[who] + at_ms[i] - last_ms[who])
        last_ms[who] = at_ms[i]
        if parts[who] >= interval_ms:
            parts[who] -= interval_ms
            allowed[i] = 1
