"""Open addressing that empties a slot on eviction and leaves the entries behind it out of reach.

fails: keeps_recent_keys at colliding_keys
"""

import numpy as np
from numba import njit


def replay(keys, capacity, hit):
    if capacity < 0:
        raise ValueError("negative capacity")
    if capacity > 0:
        _replay(keys, capacity, hit)


@njit(cache=True)
def _replay(keys, capacity, hit):
    slots = 65536
    while slots < 4 * capacity:
        slots *= 2
    key_at = np.zeros(slots, np.int64)
    used_at = np.full(slots, -1, np.int64)  # -1: empty
    slot_of = np.zeros(len(keys), np.int64)  # where the key of each request lies
    size, oldest = 0, 0
    for i in range(len(keys)):
        slot = keys[i] & (slots - 1)
        while used_at[slot] >= 0 and key_at[slot] != keys[i]:
            slot = (slot + 1) & (slots - 1)
        if used_at[slot] >= 0:
            hit[i] = 1
        else:
            if size == capacity:
                while used_at[slot_of[oldest]] != oldest:
                    oldest += 1
                used_at[slot_of[oldest]] = -1
            else:
                size += 1
            key_at[slot] = keys[i]
        used_at[slot] = i
        slot_of[i] = slot
