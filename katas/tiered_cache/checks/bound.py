"""What nobody can go below, whatever they know of the future."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit  # uncached: a kata's package may have another name in the next process

from harness.kata import Case

from .referee import BREAKS, NOBODY, REJECTED_MS, keys_of, rules_of

PHASES, ROUNDS = 12, 40


def least_cost_ms(case: Case) -> float:
    """A total that no actions can go below, whatever they know of the future.

    Take away two things from the problem. First, a value counts from the start of its fetch, so
    nobody waits but who fetches a key that has no value. Second, capacity is not a limit but has a
    price: time is cut into phases, each with a price for a fetch begun in it. Of a phase of T ms at
    most `origin_capacity * ceil(T / origin_ms)` fetches are good, so what all keys pay at least,
    fetches at their prices included, less the price of that many fetches in each phase, is below
    any real total, for any prices (Lagrange). Keys no longer disturb each other, and the cheapest
    schedule of one key is a short dynamic programme. Prices go up where too many fetch. The best
    of `ROUNDS` bounds is taken.
    """
    keys, rules = keys_of(case), rules_of(case)
    phase, limit = _phases(keys, rules[2], rules[3])
    times = np.flatnonzero(keys >= 0)
    order = times[np.argsort(keys[times], kind="stable")]
    ends = np.cumsum(np.bincount(keys[order], minlength=rules[0]))
    prices = np.full(len(limit), 500.0)
    best, step = 0.0, 1.0
    for _ in range(ROUNDS):
        used = np.zeros(len(limit), np.int64)
        total = _cheapest(order, ends, rules[1:], phase, limit, prices, used)
        best = max(best, total - float(prices @ limit))
        usage = np.where(limit > 0, (used + 1) / (limit + 1), 1.0)
        prices = np.clip(prices * usage**step, 1e-3, 1e6)
        step = max(0.1, step * 0.93)
    return best


def _phases(keys: np.ndarray, capacity: int, origin_ms: int) -> tuple[np.ndarray, np.ndarray]:
    """The phase of each ms, and how many good fetches can begin in it: none while it is broken."""
    cuts = set(np.linspace(0, len(keys), PHASES + 1).astype(int)[:-1].tolist())
    broken = np.zeros(len(keys), bool)
    state = False
    for at in np.flatnonzero(keys < NOBODY).tolist():
        cuts.add(at)
        state = bool(keys[at] == BREAKS)
        broken[at:] = state
    starts = np.array(sorted(cuts))
    lengths = np.diff(np.append(starts, len(keys)))
    limit = capacity * -(-lengths // origin_ms)
    limit[broken[np.minimum(starts, max(0, len(keys) - 1))]] = 0
    return np.repeat(np.arange(len(starts)), lengths), limit


@njit
def _cheapest(
    order: Any, ends: Any, rules: Any, phase: Any, limit: Any, prices: Any, used: Any
) -> float:
    """What all keys pay at least, one after the other; counts the fetches of each phase in `used`.

    cost[j]: the least that the requests before j pay, with a fetch at request j paid for. From a
    fetch at i the next is at a later request that finds it stale, or at the last one of a phase:
    any other could be put off until one of those for nothing. Once doing without has cost as much
    as fetching at the first of these, nothing later can be next.
    """
    n_warm, _, origin_ms, ttl_ms = rules
    cost, parent = np.empty(len(order)), np.empty(len(order), np.int64)
    last_of_phase = np.empty(len(order), np.int64)
    total, start = 0.0, 0
    for key in range(len(ends)):
        times = order[start : ends[key]]
        start = ends[key]
        n = len(times)
        cost[:n] = np.inf
        for j in range(n - 1, -1, -1):
            ends_here = j + 1 == n or phase[times[j + 1]] != phase[times[j]]
            last_of_phase[j] = j if ends_here else last_of_phase[j + 1]
        least, last, stale = np.inf, -1, 0
        for i in range(-1, n):
            if i >= 0 and cost[i] == np.inf:
                continue
            base = 0.0 if i < 0 else cost[i]
            nothing = i < 0 and key >= n_warm
            fresh_until = ttl_ms if i < 0 else times[i] + origin_ms + ttl_ms
            stale = 0 if nothing else max(stale, i + 1)
            while stale < n and times[stale] <= fresh_until and not nothing:
                stale += 1
            first, enough, since, paid = -1, np.inf, 0.0, 0.0
            j = i + 1
            while j < n:
                if j < stale:  # fresh: of interest is the last of the phase only
                    j = last_of_phase[j]
                    if j >= stale:
                        j = stale
                        continue
                now = times[j]
                price = prices[phase[now]] + (origin_ms if nothing else 0)
                if first >= 0:
                    since += min(max(0, now - times[first] - origin_ms - ttl_ms), REJECTED_MS)
                if limit[phase[now]] > 0:
                    if base + paid + price < cost[j]:
                        cost[j], parent[j] = base + paid + price, i
                    if first < 0:
                        first, enough = j, paid + price
                if nothing:
                    paid += REJECTED_MS
                else:
                    paid += min(max(0, now - fresh_until), REJECTED_MS)
                if paid >= enough + since:
                    paid = np.inf
                    break
                j += 1
            if base + paid < least:
                least, last = base + paid, i
        total += least
        while last >= 0:
            used[phase[times[last]]] += 1
            last = parent[last]
    return total
