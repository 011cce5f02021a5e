"""Borrow the interpreter's own LRU and let its misses say where they were. The policy: CLOCK.

reaches: replay bronze
reaches: lru bronze
reaches: every-capacity none
reaches: policy bronze
reaches: scan-flood bronze
"""

from collections import OrderedDict
from functools import lru_cache

import numpy as np


def replay(keys, capacity, hit):
    if capacity < 0:
        raise ValueError("negative capacity")
    answer = bytearray(b"\1") * len(keys)

    @lru_cache(maxsize=capacity)
    def load(key):
        answer[i] = 0

    for i, key in enumerate(keys.tolist()):  # noqa: B007, `load` reads i
        load(key)
    hit[:] = np.frombuffer(answer, np.uint8)


GET, PUT, DELETE, PEEK = range(4)


class LRU:
    """An OrderedDict, the oldest key first."""

    def __init__(self, capacity):
        self.capacity = capacity
        self.values = OrderedDict()

    def apply(self, batch, found, answer):
        values, capacity = self.values, self.capacity
        refresh, take = values.move_to_end, values.pop
        marks, reads = bytearray(len(found)), [0] * len(found)
        for i, (op, key, value) in enumerate(zip(*(x.tolist() for x in batch), strict=True)):
            if key in values:
                marks[i] = 1
                if op == GET:
                    reads[i] = values[key]
                    refresh(key)
                elif op == PUT:
                    values[key] = value
                    refresh(key)
                elif op == DELETE:
                    take(key)
                else:
                    reads[i] = values[key]
            elif op == PUT and capacity > 0:
                if len(values) == capacity:
                    values.popitem(last=False)
                values[key] = value
        found[:] = np.frombuffer(marks, np.uint8)
        answer[:] = reads


BLOCK = 2048


def hits_by_capacity(keys, hits):
    """A byte a request, 1 for the last of its key; the interpreter counts bytes quickly.

    Whole blocks have their counts in a list, and whole rows of blocks in another.
    """
    n = len(keys)
    live = bytearray(n)
    in_block = [0] * (n // BLOCK + 1)
    in_row = [0] * (n // BLOCK // 32 + 1)
    last, count = {}, [0] * (n + 1)
    ones = live.count
    for now, key in enumerate(keys.tolist()):
        before = last.get(key)
        block = now // BLOCK
        if before is not None:
            home = before // BLOCK
            row = home // 32
            older = sum(in_row[:row]) + sum(in_block[row * 32 : home])
            older += ones(1, home * BLOCK, before)
            count[len(last) - older] += 1
            live[before] = 0
            in_block[home] -= 1
            in_row[row] -= 1
        last[key] = now
        live[now] = 1
        in_block[block] += 1
        in_row[block // 32] += 1
    hits[:] = np.cumsum(count)


LIVES = 3


def init(capacity, n_keys, seed):
    ring = np.full(capacity, -1)  # the key in each place, -1 for none
    lives = np.full(n_keys, -1)  # -1: not in the cache
    hand = np.zeros(1, np.int64)
    return ring, lives, hand


def step(state, key):
    """A hit gives a life; the hand takes one from each key it passes and evicts who has none."""
    ring, lives, hand = state
    if lives[key] >= 0:
        lives[key] = min(lives[key] + 1, LIVES)
        return -1
    while ring[hand[0]] >= 0 and lives[ring[hand[0]]] > 0:
        lives[ring[hand[0]]] -= 1
        hand[0] = (hand[0] + 1) % len(ring)
    victim = ring[hand[0]]
    if victim >= 0:
        lives[victim] = -1
    ring[hand[0]] = key
    lives[key] = 0
    hand[0] = (hand[0] + 1) % len(ring)
    return victim
