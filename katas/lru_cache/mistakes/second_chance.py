"""CLOCK: a hit leaves a mark, and a hand goes round the places, takes the marks away and evicts the
first key that has none.
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
    if cached[key]:
        used[key] = 1
        return -1
    while ring[hand[0]] >= 0 and used[ring[hand[0]]]:
        used[ring[hand[0]]] = 0
        hand[0] = (hand[0] + 1) % len(ring)
    victim = ring[hand[0]]
    if victim >= 0:
        cached[victim] = 0
    ring[hand[0]] = key
    cached[key] = 1
    used[key] = 0
    hand[0] = (hand[0] + 1) % len(ring)
    return victim
