"""Least frequently used, searched among all keys with a count instead of the cached ones.

fails: evicts_residents at one_place
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
    victim = -2
    for other in range(len(uses)):
        if other != key and uses[other] > 0 and (victim < 0 or uses[other] < uses[victim]):
            victim = other
    if victim < 0:
        return -2
    cached[victim] = 0
    cached[key] = 1
    return victim
