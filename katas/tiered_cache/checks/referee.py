"""The one true cache and origin: which rule an action breaks, and what each request costs."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit  # uncached: a kata's package may have another name in the next process

from harness.kata import Case

SERVE, FETCH, WAIT, REFRESH, REJECT = range(1, 6)
NOBODY, BREAKS, REPAIRED = -1, -2, -3
REJECTED_MS = 10_000
"""What a refusal or an error costs; no value can be so stale that it costs more."""
LEGAL, UNKNOWN_ACTION, NO_VALUE, NO_FETCH = range(4)


def keys_of(case: Case) -> np.ndarray:
    """The whole trace, a number a millisecond."""
    keys: np.ndarray = np.concatenate([batch["keys"] for batch in case["batches"]])
    return keys


def rules_of(case: Case) -> tuple[int, int, int, int, int]:
    """n_keys, n_warm, origin_capacity, origin_ms, ttl_ms."""
    names = ("n_keys", "n_warm", "origin_capacity", "origin_ms", "ttl_ms")
    n_keys, n_warm, capacity, origin_ms, ttl_ms = (case[name] for name in names)
    return n_keys, n_warm, capacity, origin_ms, ttl_ms


def judged(case: Case, action: np.ndarray) -> tuple[int, int, np.ndarray, np.ndarray]:
    """Which rule the first illegal action breaks, and where (LEGAL, n if none); the cost of each
    request in ms, int64[n]; and whether it began a fetch (1) that the origin refused (2), uint8[n].
    """
    keys = keys_of(case)
    cost_ms, fetched = np.zeros(len(keys), np.int64), np.zeros(len(keys), np.uint8)
    fault, place = _judged(keys, rules_of(case), np.array(action), cost_ms, fetched)
    return fault, place, cost_ms, fetched


@njit
def _judged(keys: Any, rules: Any, action: Any, cost_ms: Any, fetched: Any) -> tuple[int, int]:
    n_keys, n_warm, capacity, origin_ms, ttl_ms = rules
    value_ms = np.full(n_keys, -1)  # when the newest value that has landed did so
    value_ms[:n_warm] = 0
    over_ms = np.full(n_keys, -1)  # when the fetch begun last is over, good or not
    fails = np.zeros(n_keys, np.uint8)
    starts_ms = np.full(len(keys) + 1, -origin_ms)
    started, oldest, broken = 0, 0, False
    pending = np.zeros((len(keys) + 1, 2), np.int64)  # good fetches: key, time of landing
    landed, good = 0, 0
    for now in range(len(keys)):
        while landed < good and pending[landed, 1] <= now:
            value_ms[pending[landed, 0]] = pending[landed, 1]
            landed += 1
        while oldest < started and starts_ms[oldest] + origin_ms <= now:
            oldest += 1
        key, choice = keys[now], action[now]
        if key < 0:
            broken = True if key == BREAKS else False if key == REPAIRED else broken
            if choice != 0:
                return UNKNOWN_ACTION, now
            continue
        if choice < SERVE or choice > REJECT:
            return UNKNOWN_ACTION, now
        stale_ms = max(0, now - value_ms[key] - ttl_ms)
        if choice in (SERVE, REFRESH):
            if value_ms[key] < 0:
                return NO_VALUE, now
            cost_ms[now] = min(REJECTED_MS, stale_ms)
        if choice == WAIT:
            if over_ms[key] <= now:
                return NO_FETCH, now
            cost_ms[now] = over_ms[key] - now + REJECTED_MS * fails[key]
        if choice == REJECT:
            cost_ms[now] = REJECTED_MS
        if choice in (FETCH, REFRESH):
            refused = started - oldest >= capacity
            fails[key] = refused or broken
            fetched[now] = 2 if refused else 1
            starts_ms[started] = now
            started += 1
            over_ms[key] = now + origin_ms
            if fails[key] == 0:
                pending[good, 0], pending[good, 1] = key, now + origin_ms
                good += 1
            if choice == FETCH:
                cost_ms[now] = origin_ms + REJECTED_MS * fails[key]
    return LEGAL, len(keys)
