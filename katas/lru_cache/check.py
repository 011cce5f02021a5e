"""What is wrong with an answer, in words; and how good a policy is between LRU and Belady."""

from __future__ import annotations

import functools
from collections import OrderedDict
from collections.abc import Callable
from heapq import heappop, heappush
from typing import Any

import numpy as np

from harness.kata import Case, Quality

Answers = dict[str, np.ndarray]
Check = Callable[[Case, Any, Answers], "str | None"]


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
    last = _previous(keys, i)
    loaded = last
    while loaded is not None and expected["hit"][loaded]:
        loaded = _previous(keys, loaded)
    if last is None or loaded is None or _others(keys, loaded, i) < capacity:
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


def _rule(name: str, meaning: str) -> Check:
    """A check of one rule of the policy contract: it speaks if the first illegal decision breaks
    this rule.
    """

    def check(case: Case, expected: Answers | None, got: Answers) -> str | None:
        keys = np.array(_keys(case), np.int64).tobytes()
        choices = np.ascontiguousarray(got["choice"], np.int64).tobytes()
        broken = _first_illegal(case["capacity"], case["n_keys"], keys, choices)
        return broken[1] if broken is not None and broken[0] == name else None

    check.__name__ = name
    check.__doc__ = meaning
    return check


def _keys(case: Case) -> list[int]:
    return [key for batch in case["batches"] for key in batch["keys"].tolist()]


@functools.lru_cache(maxsize=1)
def _first_illegal(
    capacity: int, n_keys: int, keys: bytes, choices: bytes
) -> tuple[str, str] | None:
    """The rule that the first illegal decision breaks, and a sentence about it.

    Takes int64 arrays as bytes: six checks ask the same question one after another, and the answer
    is worked out once.
    """
    cached: set[int] = set()
    evicted_at: dict[int, int] = {}
    both = (np.frombuffer(values, np.int64).tolist() for values in (keys, choices))
    for i, (key, choice) in enumerate(zip(*both, strict=True)):
        full = len(cached) == capacity
        if choice == -1 and (key in cached or not full):
            cached.add(key)
        elif choice == -2 and key not in cached:
            pass
        elif full and key not in cached and choice in cached:
            cached.discard(choice)
            cached.add(key)
            evicted_at[choice] = i
        else:
            rule, story = _broken(key, choice, cached, capacity, n_keys, evicted_at)
            return rule, f"request {i} (key {key}): step returned {choice}, but {story}"
    return None


def _broken(
    key: int, choice: int, cached: set[int], capacity: int, n_keys: int, evicted_at: dict[int, int]
) -> tuple[str, str]:
    if choice < -2 or choice >= n_keys:
        return "returns_known_values", f"it may be -2, -1 or a key below {n_keys}"
    if key in cached:
        return "hits_evict_nobody", f"key {key} is cached: on a hit return -1"
    if choice == key:
        return "never_evicts_newcomer", f"{key} is the newcomer itself: return -2 to leave it out"
    if len(cached) < capacity:
        return (
            "fills_before_evicting",
            f"only {len(cached)} of {capacity} places are taken: return -1, or -2",
        )
    if choice == -1:
        return (
            "frees_a_place",
            f"all {capacity} places are taken: name a cached key to evict, or -2",
        )
    when = evicted_at.get(choice)
    ghost = "was never stored" if when is None else f"was evicted at request {when}"
    return "evicts_residents", f"key {choice} is not cached, it {ghost}"


CHECKS: dict[str, tuple[Check, ...]] = {
    "replay": (
        refuses_negative_capacity,
        answers_0_or_1,
        first_requests_miss,
        hits_refresh,
        keeps_recent_keys,
        evicts_least_recent,
    ),
    "policy": (
        _rule("returns_known_values", "-2, -1 or a key."),
        _rule("hits_evict_nobody", "A hit needs no place."),
        _rule("never_evicts_newcomer", "The newcomer is not cached yet; leaving it out is -2."),
        _rule("fills_before_evicting", "Nobody goes while there is room."),
        _rule("frees_a_place", "A full cache stores nothing without a victim."),
        _rule("evicts_residents", "Only cached keys can be evicted."),
    ),
}


def _hit_ratio(case: Case, got: Answers) -> Quality:
    """Hit ratio of the decisions, between LRU's and that of Belady's rule with bypass, on the same
    trace.
    """
    keys, capacity = _keys(case), case["capacity"]
    hits = (
        count_hits(keys, got["choice"].tolist(), capacity),
        lru_hits(keys, capacity),
        optimal_hits(keys, capacity),
    )
    value, baseline, bound = (count / max(1, len(keys)) for count in hits)
    return Quality(value, baseline, bound)


def count_hits(keys: list[int], choices: list[int], capacity: int) -> int:
    """Hits of the decisions; one that is not legal stores nothing."""
    cached: set[int] = set()
    hits = 0
    for key, choice in zip(keys, choices, strict=True):
        if key in cached:
            hits += 1
        elif len(cached) < capacity and choice == -1:
            cached.add(key)
        elif len(cached) == capacity and choice in cached:
            cached.discard(choice)
            cached.add(key)
    return hits


def lru_hits(keys: list[int], capacity: int) -> int:
    """Hits of an LRU cache."""
    cached: OrderedDict[int, None] = OrderedDict()
    hits = 0
    for key in keys:
        if key in cached:
            hits += 1
            cached.move_to_end(key)
        else:
            cached[key] = None
            if len(cached) > capacity:
                cached.popitem(last=False)
    return hits


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


QUALITY: dict[str, Callable[[Case, Answers], Quality]] = {"policy": _hit_ratio}
