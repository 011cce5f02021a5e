"""Evicts the newest key but one, good for loops; with one place that is the list's sentinel.

fails: returns_known_values at one_place
"""

import numpy as np


def init(capacity, n_keys, seed):
    older = np.full(n_keys + 1, n_keys)  # n_keys: the sentinel, before the oldest
    cached = np.zeros(n_keys, np.uint8)
    newest_room = np.array([n_keys, capacity])
    return older, cached, newest_room


def step(state, key):
    older, cached, newest_room = state
    if cached[key]:
        return -1
    victim = -1
    if newest_room[1] > 0:
        newest_room[1] -= 1
    else:
        victim = older[newest_room[0]]
        older[newest_room[0]] = older[victim]
        if victim < len(cached):
            cached[victim] = 0
    older[key] = newest_room[0]
    newest_room[0] = key
    cached[key] = 1
    return victim
