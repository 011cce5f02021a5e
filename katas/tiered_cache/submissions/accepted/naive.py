"""An OrderedDict a tier, objects for what is under way; the policy: first come, first served.

reaches: two-tiers none
reaches: expiry none
reaches: coalescing none
reaches: origin-policy none
reaches: feedback-loop none
"""

import heapq
from collections import OrderedDict

import numpy as np

EDGE, REGIONAL, ORIGIN, JOINED, FAILED, WRITTEN = range(1, 7)
SERVE, FETCH, WAIT, REFRESH, REJECT = range(1, 6)


class Tier:
    """Keys with the time from which their copies are dead."""

    def __init__(self, capacity):
        self.capacity = capacity
        self.dead_from = OrderedDict()

    def use(self, key, now=0):
        if self.dead_from.get(key, now) <= now:
            return False
        self.dead_from.move_to_end(key)
        return True

    def fill(self, key, dead_from=1):
        self.dead_from[key] = dead_from
        self.dead_from.move_to_end(key)
        if len(self.dead_from) > self.capacity:
            self.dead_from.popitem(last=False)

    def kill(self, key, now):
        if key in self.dead_from:
            self.dead_from[key] = min(now, self.dead_from[key])


def two_tiers(node, key, n_nodes, n_keys, edge_capacity, regional_capacity, outcome):
    if edge_capacity < 0 or regional_capacity < 0:
        raise ValueError("negative capacity")
    edges = [Tier(edge_capacity) for _ in range(n_nodes)]
    regional = Tier(regional_capacity)
    for i, (where, what) in enumerate(zip(node, key, strict=True)):
        if edges[where].use(what):
            outcome[i] = EDGE
            continue
        if regional.use(what):
            outcome[i] = REGIONAL
        else:
            outcome[i] = ORIGIN
            regional.fill(what)
        edges[where].fill(what)


class Fetch:
    """On its way to some nodes; compared by when it is over, then by its number."""

    def __init__(self, number, key, node, done, from_origin, fails):
        self.order = done, number
        self.key, self.nodes, self.done = key, [node], done
        self.from_origin, self.fails, self.overtaken = from_origin, fails, False

    def __lt__(self, other):
        return self.order < other.order


def replay(events, system, outcome, done_us):
    edges = [Tier(system.edge_capacity) for _ in range(system.n_nodes)]
    regional = Tier(system.regional_capacity)
    under_way, of_key = [], {}

    def begin(i, key, node, took, from_origin, fails):
        fetch = Fetch(i, key, node, int(events.t_us[i]) + took, from_origin, fails)
        heapq.heappush(under_way, fetch)
        of_key.setdefault(key, []).append(fetch)
        return fetch

    def land(fetch):
        of_key[fetch.key].remove(fetch)
        if fetch.fails or fetch.overtaken:
            return
        if fetch.from_origin:
            regional.fill(fetch.key, fetch.done + system.regional_ttl_us)
        for node in fetch.nodes:
            edges[node].fill(fetch.key, fetch.done + system.edge_ttl_us)

    def joinable(key, node):
        for fetch in of_key.get(key, ()):
            allowed = system.coalesce == 2 or (system.coalesce == 1 and fetch.nodes[0] == node)
            if allowed and fetch.from_origin and not fetch.overtaken:
                return fetch
        return None

    for i, (now, node, key, op) in enumerate(zip(*(x.tolist() for x in events), strict=True)):
        while under_way and under_way[0].done <= now:
            land(heapq.heappop(under_way))
        if op == 1:
            for tier in (*edges, regional):
                tier.kill(key, now)
            for fetch in of_key.get(key, ()):
                fetch.overtaken = True
            outcome[i], done_us[i] = WRITTEN, now
        elif edges[node].use(key, now):
            outcome[i], done_us[i] = EDGE, now + system.edge_us
        elif regional.use(key, now):
            fetch = begin(i, key, node, system.regional_us, False, False)
            outcome[i], done_us[i] = REGIONAL, fetch.done
        else:
            fetch = joinable(key, node)
            if fetch:
                fetch.nodes.append(node)
                outcome[i] = FAILED if fetch.fails else JOINED
            else:
                fails = system.down_from_us <= now < system.down_until_us
                fetch = begin(i, key, node, system.origin_us, True, fails)
                outcome[i] = FAILED if fails else ORIGIN
            done_us[i] = fetch.done


def init(n_keys, n_warm, origin_capacity, origin_ms, ttl_ms, seed):
    value_ms = np.full(n_keys, -1)
    value_ms[:n_warm] = 0
    coming_ms = np.full(n_keys, -1)
    starts_ms = np.full(origin_capacity, -origin_ms)
    return value_ms, coming_ms, starts_ms, np.array([origin_ms, ttl_ms, 0, 0, 0])


def step(state, key):
    """Serve what is there; who finds it stale, and room at the origin, refreshes it."""
    value_ms, coming_ms, starts_ms, rules = state
    origin_ms, ttl_ms, now, started = rules[0], rules[1], rules[2], rules[3]
    rules[2] = now + 1
    if key < 0:
        rules[4] = 1 if key == -2 else 0 if key == -3 else rules[4]
        return 0
    if 0 <= coming_ms[key] <= now:
        value_ms[key], coming_ms[key] = coming_ms[key], -1
    there = value_ms[key] >= 0
    if there and now <= value_ms[key] + ttl_ms:
        return SERVE
    if coming_ms[key] >= 0:
        return SERVE if there else WAIT
    place = started % len(starts_ms)
    if rules[4] or starts_ms[place] + origin_ms > now:
        return SERVE if there else REJECT
    starts_ms[place], rules[3], coming_ms[key] = now, started + 1, now + origin_ms
    return REFRESH if there else FETCH
