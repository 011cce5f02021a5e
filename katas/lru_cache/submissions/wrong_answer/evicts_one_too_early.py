"""First in, first out on a ring: a full ring would look empty, so it evicts with one place left.

fails: fills_before_evicting at two_places
"""

import numpy as np


def init(capacity, n_keys, seed):
    ring = np.full(max(2, capacity), -1)
    cached = np.zeros(n_keys, np.uint8)
    front_back = np.zeros(2, np.int64)
    return ring, cached, front_back


def step(state, key):
    ring, cached, front_back = state
    if cached[key]:
        return -1
    victim = -1
    if (front_back[1] + 1) % len(ring) == front_back[0]:
        victim = ring[front_back[0]]
        cached[victim] = 0
        front_back[0] = (front_back[0] + 1) % len(ring)
    ring[front_back[1]] = key
    front_back[1] = (front_back[1] + 1) % len(ring)
    cached[key] = 1
    return victim
