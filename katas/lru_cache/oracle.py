"""LRU by its definition: a list of keys, the most recently used first. Slow and obviously right."""

from __future__ import annotations

from typing import Any

import numpy as np

GET, PUT, DELETE, PEEK = range(4)


def replay(keys: np.ndarray, capacity: int, hit: np.ndarray) -> None:
    """Mark the hits of an LRU cache. O(n * capacity)."""
    if capacity < 0:
        raise ValueError("the capacity must not be negative")
    cache: list[int] = []
    for i, key in enumerate(keys.tolist()):
        if key in cache:
            hit[i] = 1
            cache.remove(key)
        cache.insert(0, key)
        del cache[capacity:]


class LRU:
    """A list of keys, the most recently used first, and a dictionary of their values."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.order: list[int] = []
        self.values: dict[int, int] = {}

    def apply(self, batch: Any, found: np.ndarray, answer: np.ndarray) -> None:
        """One operation after the other, by its definition. O(n * capacity)."""
        columns = (part.tolist() for part in (batch.op, batch.key, batch.value))
        for i, (op, key, value) in enumerate(zip(*columns, strict=True)):
            if key in self.order:
                found[i] = 1
                if op in (GET, PEEK):
                    answer[i] = self.values[key]
                if op != PEEK:
                    self.order.remove(key)
            if op == PUT or (op == GET and found[i]):
                self.order.insert(0, key)
            if op == PUT:
                self.values[key] = value
            del self.order[self.capacity :]


def hits_by_capacity(keys: np.ndarray, hits: np.ndarray) -> None:
    """A key needs as many places as its place in the list of all keys. O(n * distinct keys)."""
    order: list[int] = []
    for key in keys.tolist():
        if key in order:
            place = order.index(key)
            hits[place + 1 :] += 1
            del order[place]
        order.insert(0, key)


def init(capacity: int, n_keys: int, seed: int) -> tuple[np.ndarray, ...]:
    """When each key was last asked for, -1 for keys that are not cached; the time; the capacity."""
    last_request = np.full(n_keys, -1)
    return last_request, np.zeros(1, np.int64), np.array([capacity])


def step(state: tuple[np.ndarray, ...], key: int) -> int:
    """Evict the resident whose last request is longest ago. O(n_keys)."""
    last_request, time, capacity = state
    time[0] += 1
    residents = np.flatnonzero(last_request >= 0)
    victim = -1
    if last_request[key] < 0 and len(residents) == capacity[0]:
        victim = int(residents[np.argmin(last_request[residents])])
        last_request[victim] = -1
    last_request[key] = time[0]
    return victim
