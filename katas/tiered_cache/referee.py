"""What an origin policy's actions cost: the one true cache and origin; what the simplest sane one
pays; and what nobody can beat.
"""

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
    fault, place = _judged(keys, rules_of(case), np.asarray(action), cost_ms, fetched)
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


def first_come(case: Case) -> np.ndarray:
    """The baseline's actions: stale while revalidating, one fetch a key, whoever comes first."""
    keys = keys_of(case)
    action = np.zeros(len(keys), np.int64)
    _first_come(keys, rules_of(case), action)
    return action


@njit
def _first_come(keys: Any, rules: Any, action: Any) -> None:
    n_keys, n_warm, capacity, origin_ms, ttl_ms = rules
    value_ms = np.full(n_keys, -1)
    value_ms[:n_warm] = 0
    coming_ms = np.full(n_keys, -1)
    starts_ms = np.full(capacity, -origin_ms)
    started, broken = 0, False
    for now in range(len(keys)):
        key = keys[now]
        if key < 0:
            broken = True if key == BREAKS else False if key == REPAIRED else broken
            continue
        if 0 <= coming_ms[key] <= now:
            value_ms[key], coming_ms[key] = coming_ms[key], -1
        there, waits = value_ms[key] >= 0, coming_ms[key] >= 0
        room = not broken and starts_ms[started % capacity] + origin_ms <= now
        if there and (now < value_ms[key] + ttl_ms or waits or not room):
            action[now] = SERVE
        elif waits:
            action[now] = WAIT
        elif not room:
            action[now] = REJECT
        else:
            action[now] = REFRESH if there else FETCH
            starts_ms[started % capacity] = now
            started += 1
            coming_ms[key] = now + origin_ms


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
