"""Keys numbered by one sort, then a linked list in arrays, compiled. The policy: S3-FIFO.

reaches: replay silver
reaches: policy silver
"""

import numpy as np
from numba import njit


def replay(keys, capacity, hit):
    if capacity < 0:
        raise ValueError("negative capacity")
    if capacity > 0:
        names, numbers = np.unique(keys, return_inverse=True)
        _replay(numbers, len(names), capacity, hit)


@njit(cache=True)
def _replay(keys, n_keys, capacity, hit):
    newer = np.full(n_keys + 1, -1, np.int32)  # -1: not in the cache; n_keys: the ring's sentinel
    older = np.full(n_keys + 1, -1, np.int32)
    end = n_keys
    newer[end] = older[end] = end
    room = capacity
    for i in range(len(keys)):
        key = keys[i]
        if newer[key] >= 0:
            hit[i] = 1
            newer[older[key]] = newer[key]
            older[newer[key]] = older[key]
        elif room > 0:
            room -= 1
        else:
            oldest = newer[end]
            newer[end] = newer[oldest]
            older[newer[oldest]] = end
            newer[oldest] = -1
        newer[key] = end
        older[key] = older[end]
        newer[older[key]] = key
        older[end] = key


SMALL, MAIN = 1, 2


def init(capacity, n_keys, seed):
    where = np.zeros(n_keys, np.uint8)  # 0: not in the cache, else the queue that holds the key
    uses = np.zeros(n_keys, np.uint8)
    left = np.full(n_keys, -1, np.int64)  # when the key left the small queue unused
    small = np.zeros(capacity, np.int64)
    main = np.zeros(capacity, np.int64)
    # small: front and length; main: front and length; departures from the small queue
    counts = np.zeros(5, np.int64)
    return where, uses, left, small, main, counts


def step(state, key):
    """New keys pass a small queue; those used again move to the main one, those who come back go
    straight in.
    """
    where, uses, left, small, main, counts = state
    capacity = len(small)
    if where[key] > 0:
        uses[key] = min(uses[key] + 1, 3)
        return -1
    choice = -1
    if counts[1] + counts[3] == capacity:
        choice = _evict(where, uses, left, small, main, counts)
    remembered = left[key] >= 0 and counts[4] - left[key] <= capacity
    left[key] = -1
    uses[key] = 0
    if remembered:
        where[key] = MAIN
        main[(counts[2] + counts[3]) % capacity] = key
        counts[3] += 1
    else:
        where[key] = SMALL
        small[(counts[0] + counts[1]) % capacity] = key
        counts[1] += 1
    return choice


@njit(cache=True)
def _evict(where, uses, left, small, main, counts):
    capacity = len(small)
    while True:
        if counts[1] > capacity // 10 or counts[3] == 0:
            key = small[counts[0]]
            counts[0] = (counts[0] + 1) % capacity
            counts[1] -= 1
            if uses[key] == 0:
                where[key] = 0
                left[key] = counts[4]
                counts[4] += 1
                return key
            where[key] = MAIN
            uses[key] = 0
        else:
            key = main[counts[2]]
            counts[2] = (counts[2] + 1) % capacity
            counts[3] -= 1
            if uses[key] == 0:
                where[key] = 0
                return key
            uses[key] -= 1
        main[(counts[2] + counts[3]) % capacity] = key
        counts[3] += 1
