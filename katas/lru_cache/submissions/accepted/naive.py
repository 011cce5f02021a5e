"""When each key was last used, and a heap to find the oldest; entries that are no longer true are
thrown away when they come up. The policy: LRU.

reaches: replay none
reaches: policy none
"""

import heapq

import numpy as np


def replay(keys, capacity, hit):
    if capacity < 0:
        raise ValueError("negative capacity")
    if capacity == 0:
        return
    last_use = {}
    uses = []
    for now, key in enumerate(keys.tolist()):
        if key in last_use:
            hit[now] = 1
        elif len(last_use) == capacity:
            used, oldest = heapq.heappop(uses)
            while last_use.get(oldest) != used:
                used, oldest = heapq.heappop(uses)
            del last_use[oldest]
        last_use[key] = now
        heapq.heappush(uses, (now, key))


def init(capacity, n_keys, seed):
    newer = np.full(n_keys + 1, -1, np.int64)  # -1: not in the cache; n_keys: the ring's sentinel
    older = np.full(n_keys + 1, -1, np.int64)
    newer[n_keys] = older[n_keys] = n_keys
    room = np.array([capacity])
    return newer, older, room


def step(state, key):
    newer, older, room = state
    end = len(newer) - 1
    choice = -1
    if newer[key] >= 0:
        newer[older[key]] = newer[key]
        older[newer[key]] = older[key]
    elif room[0] > 0:
        room[0] -= 1
    else:
        choice = newer[end]
        newer[end] = newer[choice]
        older[newer[choice]] = end
        newer[choice] = -1
    newer[key] = end
    older[key] = older[end]
    newer[older[key]] = key
    older[end] = key
    return choice
