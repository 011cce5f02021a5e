"""First in, first out, behind a doorkeeper: in a full cache a key is stored at its second request,
so that keys which come once evict nobody.
"""

import numpy as np


def init(capacity, n_keys, seed):
    queue = np.full(capacity, -1)
    cached = np.zeros(n_keys, np.uint8)
    seen = np.zeros(n_keys, np.uint8)
    stored = np.zeros(1, np.int64)
    return queue, cached, seen, stored


def step(state, key):
    queue, cached, seen, stored = state
    known = seen[key]
    seen[key] = 1
    if cached[key]:
        return -1
    victim = -1
    if stored[0] >= len(queue):
        if not known:
            return -2
        victim = queue[stored[0] % len(queue)]
        cached[victim] = 0
    queue[stored[0] % len(queue)] = key
    cached[key] = 1
    stored[0] += 1
    return victim
