"""CLOCK that looks for a place before it looks whether the key has one.

fails: hits_evict_nobody at one_place
"""

import numpy as np


def init(capacity, n_keys, seed):
    ring = np.full(capacity, -1)
    used = np.zeros(n_keys, np.uint8)
    cached = np.zeros(n_keys, np.uint8)
    hand = np.zeros(1, np.int64)
    return ring, used, cached, hand


def step(state, key):
    ring, used, cached, hand = state
    while ring[hand[0]] >= 0 and used[ring[hand[0]]]:
        used[ring[hand[0]]] = 0
        hand[0] = (hand[0] + 1) % len(ring)
    victim = ring[hand[0]]
    if cached[key]:
        used[key] = 1
        return victim
    if victim >= 0:
        cached[victim] = 0
    ring[hand[0]] = key
    cached[key] = 1
    used[key] = 0
    hand[0] = (hand[0] + 1) % len(ring)
    return victim
