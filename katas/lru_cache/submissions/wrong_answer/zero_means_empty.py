"""A compiled table in which an empty slot holds 0: key 0 seems cached from the start.

fails: first_requests_miss at extreme_keys
"""

import numpy as np
from numba import njit

SPREAD = np.uint64(0x9E3779B97F4A7C15)


def replay(keys, capacity, hit):
    if capacity < 0:
        raise ValueError("negative capacity")
    if capacity > 0:
        _replay(keys, capacity, hit)


@njit(cache=True)
def _replay(keys, capacity, hit):
    n = len(keys)
    bits = 4
    while (1 << bits) < 2 * n:
        bits += 1
    table = np.zeros(1 << bits, np.int64)  # a key; nothing is ever removed
    last = np.zeros(1 << bits, np.int64)  # its latest request
    alive = np.ones(n + 1, np.uint8)  # is request t the latest of its key, and cached?
    size, oldest = 0, 0
    for i in range(n):
        slot = np.int64((np.uint64(keys[i]) * SPREAD) >> np.uint64(64 - bits))
        while table[slot] != keys[i] and table[slot] != 0:
            slot = (slot + 1) & (len(table) - 1)
        if table[slot] == keys[i] and alive[last[slot]]:
            hit[i] = 1
            alive[last[slot]] = 0
        elif size < capacity:
            size += 1
        else:
            while not alive[oldest]:
                oldest += 1
            alive[oldest] = 0
        table[slot] = keys[i]
        last[slot] = i
        alive[i] = 1
