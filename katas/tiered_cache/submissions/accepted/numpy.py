"""Sorting tells each request the one before it at its tier; a window over last requests the rest.

reaches: two-tiers bronze
"""

import numpy as np


def two_tiers(node, key, n_nodes, n_keys, edge_capacity, regional_capacity, outcome):
    if edge_capacity < 0 or regional_capacity < 0:
        raise ValueError("negative capacity")
    order = np.argsort(node, kind="stable")
    ends = np.cumsum(np.bincount(node, minlength=n_nodes))
    outcome[:] = 1
    missed = [order[:0]]
    for mine in np.split(order, ends[:-1]):
        missed.append(mine[~answered(key[mine], edge_capacity)])
    missed = np.sort(np.concatenate(missed))
    regional = answered(key[missed], regional_capacity)
    outcome[missed] = np.where(regional, 2, 3)


def answered(keys, capacity):
    """Which requests an LRU cache answers: the last requests of its keys are a set of positions."""
    answer = bytearray(len(keys))
    if capacity == 0:
        return np.frombuffer(answer, bool)
    order = np.argsort(keys, kind="stable")
    same = keys[order[1:]] == keys[order[:-1]]
    previous = np.full(len(keys), -1)
    previous[order[1:][same]] = order[:-1][same]
    last = bytearray(len(keys) + 1)  # last[t] = 1: request t is its key's latest, and cached
    room, oldest = capacity, 0
    for t, p in enumerate(previous.tolist()):
        if last[p]:  # p = -1 reads the spare byte at the end, which stays 0
            last[p] = 0
            answer[t] = 1
        elif room:
            room -= 1
        else:
            oldest = last.find(1, oldest)
            last[oldest] = 0
        last[t] = 1
    return np.frombuffer(answer, bool)
