"""Linked lists in arrays and a table of slots for each tier, compiled.

The policy: as in `python`, but who will be back soon counts too.

reaches: two-tiers silver
reaches: expiry silver
reaches: coalescing silver
reaches: origin-policy silver
reaches: feedback-loop silver
"""

import numpy as np
from numba import njit

EDGE, REGIONAL, ORIGIN, JOINED, FAILED, WRITTEN = range(1, 7)
SERVE, FETCH, WAIT, REFRESH, REJECT = range(1, 6)


def tiers(n_nodes, n_keys, edge_capacity, regional_capacity):
    """Slots of all tiers in one array, the regional tier's last. Of each tier: its capacity, its
    first slot (the sentinel of its ring), the slots it has used. `slot_of` knows key and tier.
    """
    capacity = np.full(n_nodes + 1, min(edge_capacity, n_keys))
    capacity[n_nodes] = min(regional_capacity, n_keys)
    base = np.cumsum(capacity + 1) - capacity - 1
    slots = int(capacity.sum()) + n_nodes + 1
    newer, older = np.arange(slots, dtype=np.int32), np.arange(slots, dtype=np.int32)
    key_of, dead_us = np.zeros(slots, np.int32), np.zeros(slots, np.int64)
    slot_of = np.full((n_keys, n_nodes + 1), -1, np.int32)
    return capacity, base, np.zeros(n_nodes + 1, np.int64), newer, older, key_of, dead_us, slot_of


@njit(cache=True)
def to_front(newer, older, slot, base):
    newer[older[slot]], older[newer[slot]] = newer[slot], older[slot]
    link(newer, older, slot, base)


@njit(cache=True)
def link(newer, older, slot, base):
    front = older[base]
    newer[slot], older[slot] = base, front
    newer[front] = slot
    older[base] = slot


@njit(cache=True)
def use(state, tier, key, now):
    base, newer, older, dead_us, slot_of = state[1], state[3], state[4], state[6], state[7]
    slot = slot_of[key, tier]
    if slot < 0 or dead_us[slot] <= now:
        return False
    to_front(newer, older, slot, base[tier])
    return True


@njit(cache=True)
def fill(state, tier, key, dead_from_us):
    capacity, base, used, newer, older, key_of, dead_us, slot_of = state
    if capacity[tier] == 0:
        return
    slot = slot_of[key, tier]
    if slot >= 0:
        to_front(newer, older, slot, base[tier])
    else:
        if used[tier] < capacity[tier]:
            used[tier] += 1
            slot = base[tier] + used[tier]
        else:
            slot = newer[base[tier]]
            slot_of[key_of[slot], tier] = -1
            newer[older[slot]], older[newer[slot]] = newer[slot], older[slot]
        link(newer, older, slot, base[tier])
        key_of[slot] = key
        slot_of[key, tier] = slot
    dead_us[slot] = dead_from_us


def two_tiers(node, key, n_nodes, n_keys, edge_capacity, regional_capacity, outcome):
    """Edge by edge, then the regional tier: each with one small table."""
    if edge_capacity < 0 or regional_capacity < 0:
        raise ValueError("negative capacity")
    outcome[:] = EDGE
    missed = np.zeros(len(key), np.bool_)
    for each in range(n_nodes):
        mine = np.flatnonzero(node == each)
        missed[mine] = _missed(key[mine], tiers(0, n_keys, 0, edge_capacity))
    missed = np.flatnonzero(missed)
    origin = _missed(key[missed], tiers(0, n_keys, 0, regional_capacity))
    outcome[missed] = REGIONAL + origin


@njit(cache=True)
def _missed(key, state):
    missed = np.zeros(len(key), np.bool_)
    for i in range(len(key)):
        if not use(state, 0, key[i], 0):
            missed[i] = True
            fill(state, 0, key[i], 1)
    return missed


def replay(events, system, outcome, done_us):
    state = tiers(*system[:4])
    times = np.array(system[4:], np.int64)
    n, waiters = len(outcome), np.full(len(outcome), -1)
    flights = (np.zeros(n, np.int64), np.zeros(n, np.int64), waiters, np.full(n, -1))
    newest = np.full((system.n_keys, system.n_nodes if system.coalesce == 1 else 1), -1)
    written = np.full(system.n_keys, -1)
    _replay(*events, state, times, flights, newest, written, outcome, done_us)


@njit(cache=True)
def _replay(t_us, node, key, op, state, times, flights, newest, written, outcome, done_us):
    edge_ttl, regional_ttl, edge_us, regional_us, origin_us, coalesce, down_from, down_until = times
    dead_us, slot_of = state[6], state[7]
    far, near, next_waiter, last_waiter = flights  # queues of gets; a chain of gets for each fetch
    region = len(state[0]) - 1
    head, tail, near_head, near_tail = 0, 0, 0, 0
    for i in range(len(key)):
        now, what, where = t_us[i], key[i], node[i]
        while True:
            far_due = head < tail and done_us[far[head]] <= now
            near_due = near_head < near_tail and done_us[near[near_head]] <= now
            if not (far_due or near_due):
                break
            if far_due and near_due:
                one, two = far[head], near[near_head]
                far_due = done_us[one] < done_us[two] or (
                    done_us[one] == done_us[two] and one < two
                )
            if far_due:
                get = far[head]
                head += 1
                if outcome[get] == ORIGIN and written[key[get]] < get:
                    fill(state, region, key[get], done_us[get] + regional_ttl)
                    first = get
                    while get >= 0:
                        fill(state, node[get], key[get], done_us[first] + edge_ttl)
                        get = next_waiter[get]
            else:
                get = near[near_head]
                near_head += 1
                if written[key[get]] < get:
                    fill(state, node[get], key[get], done_us[get] + edge_ttl)
        if op[i] == 1:
            written[what] = i
            for tier in range(region + 1):
                slot = slot_of[what, tier]
                if slot >= 0:
                    dead_us[slot] = min(dead_us[slot], now)
            outcome[i], done_us[i] = WRITTEN, now
        elif use(state, where, what, now):
            outcome[i], done_us[i] = EDGE, now + edge_us
        elif use(state, region, what, now):
            outcome[i], done_us[i] = REGIONAL, now + regional_us
            near[near_tail] = i
            near_tail += 1
        else:
            place = where if coalesce == 1 else 0
            get = newest[what, place]
            if coalesce > 0 and get > written[what] and done_us[get] > now:
                outcome[i] = FAILED if outcome[get] == FAILED else JOINED
                done_us[i] = done_us[get]
                before = last_waiter[get] if last_waiter[get] >= 0 else get
                next_waiter[before] = i
                last_waiter[get] = i
            else:
                outcome[i] = FAILED if down_from <= now < down_until else ORIGIN
                done_us[i] = now + origin_us
                newest[what, place] = i
                far[tail] = i
                tail += 1


def init(n_keys, n_warm, origin_capacity, origin_ms, ttl_ms, seed):
    value_ms = np.full(n_keys, -1)
    value_ms[:n_warm] = 0
    coming_ms = np.full(n_keys, -1)
    worth = np.zeros(n_keys)
    starts_ms = np.full(origin_capacity, -origin_ms)
    rules = np.array([origin_ms, ttl_ms, 0, 0, 0])
    return value_ms, coming_ms, worth, starts_ms, rules, np.array([10_000.0])


def step(state, key):
    """Each stale request is a vote for a fetch: its staleness, and how long a new value lasts."""
    value_ms, coming_ms, worth, starts_ms, rules, price = state
    origin_ms, ttl_ms, now, started = rules[0], rules[1], rules[2], rules[3]
    rules[2] = now + 1
    if key < 0:
        rules[4] = 1 if key == -2 else 0 if key == -3 else rules[4]
        return 0
    if 0 <= coming_ms[key] <= now:
        value_ms[key], coming_ms[key] = coming_ms[key], -1
        worth[key] = 0.0
    there = value_ms[key] >= 0
    stale_ms = min(10_000, now - value_ms[key] - ttl_ms) if there else 10_000
    if stale_ms <= 0:
        return SERVE
    if coming_ms[key] >= 0:
        return SERVE if there and stale_ms <= coming_ms[key] - now else WAIT
    worth[key] += stale_ms + ttl_ms + origin_ms + (0 if there else 50_000)
    otherwise = SERVE if there else REJECT
    if rules[4] or worth[key] < price[0]:
        return otherwise
    place = started % len(starts_ms)
    if starts_ms[place] + origin_ms > now:
        price[0] *= 1.02
        return otherwise
    price[0] = max(price[0] * 0.97, 1.0)
    starts_ms[place], rules[3], coming_ms[key] = now, started + 1, now + origin_ms
    return REFRESH if there and stale_ms < origin_ms else FETCH
