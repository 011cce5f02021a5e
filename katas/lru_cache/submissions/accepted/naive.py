"""When each key was last used, and a heap to find the oldest; entries that are no longer true are
thrown away when they come up. The policy: LRU.

reaches: replay none
reaches: lru none
reaches: every-capacity none
reaches: policy none
reaches: scan-flood none
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


GET, PUT, DELETE, PEEK = range(4)


class LRU:
    def __init__(self, capacity):
        self.capacity = capacity
        self.now = 0
        self.last_use = {}
        self.values = {}
        self.uses = []

    def apply(self, batch, found, answer):
        for i, (op, key, value) in enumerate(zip(*(x.tolist() for x in batch), strict=True)):
            there = key in self.values
            found[i] = there
            if there and op in (GET, PEEK):
                answer[i] = self.values[key]
            if op == DELETE and there:
                del self.values[key], self.last_use[key]
            elif op == PUT and self.capacity > 0:
                if not there and len(self.values) == self.capacity:
                    self.evict()
                self.values[key] = value
                self.use(key)
            elif op == GET and there:
                self.use(key)

    def use(self, key):
        self.now += 1
        self.last_use[key] = self.now
        heapq.heappush(self.uses, (self.now, key))

    def evict(self):
        used, oldest = heapq.heappop(self.uses)
        while self.last_use.get(oldest) != used:
            used, oldest = heapq.heappop(self.uses)
        del self.last_use[oldest], self.values[oldest]


def hits_by_capacity(keys, hits):
    """A Fenwick tree over the requests counts the last requests of keys since the previous one."""
    n = len(keys)
    tree = [0] * (n + 1)
    last = {}
    for now, key in enumerate(keys.tolist(), 1):
        before = last.get(key)
        if before is not None:
            needed = len(last)
            place = before
            while place <= n:
                tree[place] -= 1
                place += place & -place
            place = before
            while place:
                needed -= tree[place]
                place &= place - 1
            hits[needed] += 1
        last[key] = now
        while now <= n:
            tree[now] += 1
            now += now & -now
    np.cumsum(hits, out=hits)


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
