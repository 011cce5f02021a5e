"""Hits of decisions, of LRU and of Belady's rule. Plain Python: trusted, and seen to be right."""

from __future__ import annotations

from collections import OrderedDict
from heapq import heappop, heappush


def marks(keys: list[int], choices: list[int], capacity: int) -> bytearray:
    """1 where the decisions hit, else 0; a decision that is not legal stores nothing."""
    cached: set[int] = set()
    hit = bytearray(len(keys))
    for i, (key, choice) in enumerate(zip(keys, choices, strict=True)):
        if key in cached:
            hit[i] = 1
        elif len(cached) < capacity and choice == -1:
            cached.add(key)
        elif len(cached) == capacity and choice in cached:
            cached.discard(choice)
            cached.add(key)
    return hit


def lru_marks(keys: list[int], capacity: int) -> bytearray:
    """1 where an LRU cache hits, else 0."""
    cached: OrderedDict[int, None] = OrderedDict()
    hit = bytearray(len(keys))
    for i, key in enumerate(keys):
        if key in cached:
            hit[i] = 1
            cached.move_to_end(key)
        else:
            cached[key] = None
            if len(cached) > capacity:
                cached.popitem(last=False)
    return hit


def optimal_hits(keys: list[int], capacity: int) -> int:
    """Hits of Belady's rule: of the cached keys and the newcomer, leave out the one whose next
    request is last.

    With equal sizes nobody hits more, bypass included. A heap of next requests, the furthest on
    top; an entry is old once its request has come, so the entries that matter are those still
    ahead.
    """
    n = len(keys)
    following = [n] * n
    ahead: dict[int, int] = {}
    for i in range(n - 1, -1, -1):
        following[i] = ahead.get(keys[i], n)
        ahead[keys[i]] = i
    next_request: dict[int, int] = {}  # of the cached keys
    furthest: list[tuple[int, int]] = []
    hits = 0
    for key, following_i in zip(keys, following, strict=True):
        hits += key in next_request
        next_request[key] = following_i
        heappush(furthest, (-following_i, key))
        while len(next_request) > capacity:
            negative, candidate = heappop(furthest)
            if next_request.get(candidate) == -negative:
                del next_request[candidate]
    return hits
