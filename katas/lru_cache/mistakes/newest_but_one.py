"""Evicts the key that came last but one, which is good for loops: the others stay where they are.
With one place there is no other than the last.
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
        if victim == len(cached):
            victim, newest_room[0] = newest_room[0], victim
        older[newest_room[0]] = older[victim]
        cached[victim] = 0
    older[key] = newest_room[0]
    newest_room[0] = key
    cached[key] = 1
    return victim
