"""Borrow the interpreter's own LRU and let its misses say where they were. The policy: CLOCK.

reaches: replay bronze
reaches: policy bronze
"""

from functools import lru_cache

import numpy as np


def replay(keys, capacity, hit):
    if capacity < 0:
        raise ValueError("negative capacity")
    answer = bytearray(b"\1") * len(keys)

    @lru_cache(maxsize=capacity)
    def load(key):
        answer[i] = 0

    for i, key in enumerate(keys.tolist()):  # noqa: B007, `load` reads i
        load(key)
    hit[:] = np.frombuffer(answer, np.uint8)


LIVES = 3


def init(capacity, n_keys, seed):
    ring = np.full(capacity, -1)  # the key in each place, -1 for none
    lives = np.full(n_keys, -1)  # -1: not in the cache
    hand = np.zeros(1, np.int64)
    return ring, lives, hand


def step(state, key):
    """A hit gives a life; the hand takes one from each key it passes and evicts who has none."""
    ring, lives, hand = state
    if lives[key] >= 0:
        lives[key] = min(lives[key] + 1, LIVES)
        return -1
    while ring[hand[0]] >= 0 and lives[ring[hand[0]]] > 0:
        lives[ring[hand[0]]] -= 1
        hand[0] = (hand[0] + 1) % len(ring)
    victim = ring[hand[0]]
    if victim >= 0:
        lives[victim] = -1
    ring[hand[0]] = key
    lives[key] = 0
    hand[0] = (hand[0] + 1) % len(ring)
    return victim
