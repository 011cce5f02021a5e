"""What is wrong with an answer of the level replay, in words."""

from __future__ import annotations

import numpy as np

from harness.kata import Answers, Case

__all__ = [
    "refuses_negative_capacity",
    "answers_0_or_1",
    "first_requests_miss",
    "hits_refresh",
    "keeps_recent_keys",
    "evicts_least_recent",
]


def refuses_negative_capacity(case: Case, expected: Answers, got: Answers) -> str | None:
    """ValueError where the contract says so, nowhere else, and no mark with it."""
    capacity = case["capacity"]
    if not expected["raised"][0]:
        if got["raised"][0]:
            return f"ValueError for capacity {capacity}, which is allowed"
        return None
    if not got["raised"][0]:
        return f"capacity {capacity} must raise ValueError; the call returned"
    marked = np.flatnonzero(got["hit"])
    if len(marked):
        return f"ValueError was raised for capacity {capacity}, but request {marked[0]} is marked"
    return None


def answers_0_or_1(case: Case, expected: Answers, got: Answers) -> str | None:
    """A request hits or it does not."""
    strange = np.flatnonzero(got["hit"] > 1)
    if not len(strange):
        return None
    i = int(strange[0])
    return f"request {i} (key {case['keys'][i]}): hit must be 0 or 1, got {got['hit'][i]}"


def first_requests_miss(case: Case, expected: Answers, got: Answers) -> str | None:
    """A key that was never asked for cannot be cached."""
    i = _first_difference(expected, got)
    if i is None or expected["hit"][i] or _previous(case["keys"], i) is not None:
        return None
    return f"request {i}: first request of key {case['keys'][i]} ever, and it is called a hit"


def hits_refresh(case: Case, expected: Answers, got: Answers) -> str | None:
    """A hit makes a key the most recently used; by its arrival alone this one would be gone."""
    i = _first_difference(expected, got)
    if i is None or not expected["hit"][i]:
        return None
    keys, capacity = case["keys"], case["capacity"]
    earlier = np.flatnonzero(keys[:i] == keys[i])
    loads = earlier[expected["hit"][earlier] == 0]
    if not len(loads):
        return None
    last, loaded = int(earlier[-1]), int(loads[-1])
    if _others(keys, loaded, i) < capacity:
        return None
    return (
        f"request {i}: expected a hit, got a miss. Key {keys[i]} was stored at request {loaded} "
        f"and last used at request {last}: that refreshed it, and only "
        f"{_others(keys, last, i)} other keys came since (capacity {capacity})"
    )


def keeps_recent_keys(case: Case, expected: Answers, got: Answers) -> str | None:
    """A key is cached as long as fewer than `capacity` others came after it."""
    i = _first_difference(expected, got)
    if i is None or not expected["hit"][i]:
        return None
    keys = case["keys"]
    last = _previous(keys, i)
    if last is None:
        return None
    return (
        f"request {i}: expected a hit, got a miss. Since request {last} of key {keys[i]} only "
        f"{_others(keys, last, i)} other keys came, and the cache holds {case['capacity']}"
    )


def evicts_least_recent(case: Case, expected: Answers, got: Answers) -> str | None:
    """A key is gone once `capacity` others came after it."""
    i = _first_difference(expected, got)
    if i is None or expected["hit"][i]:
        return None
    keys = case["keys"]
    last = _previous(keys, i)
    if last is None:
        return None
    return (
        f"request {i}: expected a miss, got a hit. Since request {last} of key {keys[i]}, "
        f"{_others(keys, last, i)} other keys came, and the cache holds {case['capacity']}"
    )


def _first_difference(expected: Answers, got: Answers) -> int | None:
    different = np.flatnonzero(expected["hit"] != got["hit"])
    return int(different[0]) if len(different) else None


def _previous(keys: np.ndarray, i: int) -> int | None:
    """The request before i of the same key."""
    earlier = np.flatnonzero(keys[:i] == keys[i])
    return int(earlier[-1]) if len(earlier) else None


def _others(keys: np.ndarray, start: int, stop: int) -> int:
    """How many different other keys were asked for between two requests of one key."""
    between = keys[start + 1 : stop]
    return len(np.unique(between[between != keys[stop]]))
