"""Least frequently used with fading that ages and sorts the counters of all keys on every miss.

fails: time_limit at zipf
"""

import numpy as np


def init(capacity, n_keys, seed):
    score = np.zeros(n_keys)
    cached = np.zeros(n_keys, np.uint8)
    return score, cached, np.array([capacity])


def step(state, key):
    score, cached, room = state
    score[key] += 1.0
    if cached[key]:
        return -1
    if room[0] > 0:
        room[0] -= 1
        cached[key] = 1
        return -1
    score *= 0.9995
    for victim in np.argsort(score):
        if cached[victim]:
            if score[victim] > score[key]:
                return -2
            cached[victim] = 0
            cached[key] = 1
            return victim
    return -2
