"""A hash table with linear probing and real deletion, over a linked list in arrays.

reaches: replay gold
"""

import numpy as np
from numba import njit

SPREAD = np.uint64(0x9E3779B97F4A7C15)


def replay(keys, capacity, hit):
    if capacity < 0:
        raise ValueError("negative capacity")
    capacity = min(capacity, len(keys))
    if capacity > 0:
        _replay(keys, capacity, hit, max(2, int(4 * capacity - 1).bit_length()))


@njit(cache=True)
def _home(key, bits):
    return np.int64((np.uint64(key) * SPREAD) >> np.uint64(64 - bits))


@njit(cache=True)
def _remove(table, slot, key_of, bits):
    """Empty the slot and move later entries up, so that no probe ends too early."""
    mask = len(table) - 1
    gap = slot
    while True:
        slot = (slot + 1) & mask
        node = table[slot]
        if node < 0:
            break
        if ((slot - _home(key_of[node], bits)) & mask) >= ((slot - gap) & mask):
            table[gap] = node
            gap = slot
    table[gap] = -1


@njit(cache=True)
def _replay(keys, capacity, hit, bits):
    table = np.full(1 << bits, -1, np.int32)
    mask = len(table) - 1
    key_of = np.zeros(capacity, np.int64)
    newer = np.full(capacity + 1, capacity, np.int32)
    older = np.full(capacity + 1, capacity, np.int32)
    end = capacity
    size = 0
    for i in range(len(keys)):
        key = keys[i]
        slot = _home(key, bits)
        while table[slot] >= 0 and key_of[table[slot]] != key:
            slot = (slot + 1) & mask
        node = table[slot]
        if node >= 0:
            hit[i] = 1
            newer[older[node]] = newer[node]
            older[newer[node]] = older[node]
        elif size < capacity:
            node = size
            size += 1
            key_of[node] = key
            table[slot] = node
        else:
            node = newer[end]
            newer[end] = newer[node]
            older[newer[node]] = end
            victim = _home(key_of[node], bits)
            while table[victim] != node:
                victim = (victim + 1) & mask
            _remove(table, victim, key_of, bits)
            key_of[node] = key
            slot = _home(key, bits)
            while table[slot] >= 0:
                slot = (slot + 1) & mask
            table[slot] = node
        newer[node] = end
        older[node] = older[end]
        newer[older[node]] = node
        older[end] = node
