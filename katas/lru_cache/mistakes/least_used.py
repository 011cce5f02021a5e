"""Least frequently used: all requests of a key are counted, also while it is not cached, and of the
cached keys the one with the fewest goes.
"""

import numpy as np


def init(capacity, n_keys, seed):
    uses = np.zeros(n_keys, np.int64)
    cached = np.zeros(n_keys, np.uint8)
    return uses, cached, np.array([capacity])


def step(state, key):
    uses, cached, room = state
    uses[key] += 1
    if cached[key]:
        return -1
    if room[0] > 0:
        room[0] -= 1
        cached[key] = 1
        return -1
    victim = -1
    for other in range(len(uses)):
        if cached[other] and (victim < 0 or uses[other] <= uses[victim]):
            victim = other
    cached[victim] = 0
    cached[key] = 1
    return victim
