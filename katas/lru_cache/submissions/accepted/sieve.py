"""SIEVE: a queue, a bit a key, a hand from old to new. Beats LRU until popularity shifts.

reaches: policy none
reaches: scan-flood silver
"""

import numpy as np


def init(capacity, n_keys, seed):
    newer = np.full(n_keys + 1, -1, np.int64)  # -1: not in the cache; n_keys: the queue's ends
    older = np.full(n_keys + 1, -1, np.int64)
    newer[n_keys] = older[n_keys] = n_keys
    visited = np.zeros(n_keys + 1, np.uint8)
    room_hand = np.array([capacity, n_keys])
    return newer, older, visited, room_hand


def step(state, key):
    """The hand walks from old to new, spares visited keys once, and newcomers queue behind it."""
    newer, older, visited, room_hand = state
    end = len(newer) - 1
    if newer[key] >= 0:
        visited[key] = 1
        return -1
    choice = -1
    if room_hand[0] > 0:
        room_hand[0] -= 1
    else:
        hand = room_hand[1]
        while hand == end or visited[hand] == 1:
            visited[hand] = 0
            hand = newer[hand]
        choice = hand
        room_hand[1] = newer[hand]
        newer[older[hand]] = newer[hand]
        older[newer[hand]] = older[hand]
        newer[hand] = -1
        visited[hand] = 0
    newer[key] = end
    older[key] = older[end]
    newer[older[key]] = key
    older[end] = key
    return choice
