"""LRU by its definition: a list of keys, the most recently used first. Slow and obviously right."""

from __future__ import annotations

import numpy as np


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
