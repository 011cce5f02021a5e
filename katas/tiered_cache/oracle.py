"""The tiers by their definition, one event after the other. Slow and obviously right."""

from __future__ import annotations

import heapq
from typing import Any

import numpy as np

EDGE, REGIONAL, ORIGIN, JOINED, FAILED, WRITTEN = range(1, 7)
GET, WRITE = range(2)
SERVE, FETCH, WAIT, REFRESH, REJECT = range(1, 6)


def two_tiers(
    node: np.ndarray,
    key: np.ndarray,
    n_nodes: int,
    n_keys: int,
    edge_capacity: int,
    regional_capacity: int,
    outcome: np.ndarray,
) -> None:
    """A list of keys for each tier, the most recently used first. O(n * capacity)."""
    if edge_capacity < 0 or regional_capacity < 0:
        raise ValueError("a capacity must not be negative")
    edges: list[list[int]] = [[] for _ in range(n_nodes)]
    regional: list[int] = []
    for i, (where, what) in enumerate(zip(node.tolist(), key.tolist(), strict=True)):
        if _use(edges[where], what, edge_capacity):
            outcome[i] = EDGE
        elif _use(regional, what, regional_capacity):
            outcome[i] = REGIONAL
        else:
            outcome[i] = ORIGIN


def _use(order: list[int], key: int, capacity: int) -> bool:
    """Whether the key was there; it is the most recently used now."""
    there = key in order
    if there:
        order.remove(key)
    order.insert(0, key)
    del order[capacity:]
    return there


class Tier:
    """Keys with the time from which their copy is dead, the least recently used first."""

    def __init__(self, capacity: int) -> None:
        self.capacity = capacity
        self.dead_from: dict[int, int] = {}

    def alive(self, key: int, now: int) -> bool:
        return key in self.dead_from and now < self.dead_from[key]

    def use(self, key: int) -> None:
        self.dead_from[key] = self.dead_from.pop(key)

    def fill(self, key: int, dead_from: int) -> None:
        self.dead_from.pop(key, None)
        self.dead_from[key] = dead_from
        if len(self.dead_from) > self.capacity:
            del self.dead_from[next(iter(self.dead_from))]

    def kill(self, key: int, now: int) -> None:
        """The copy is dead; it keeps its place and its rank."""
        if self.alive(key, now):
            self.dead_from[key] = now


class Fetch:
    """A value on its way to one node, or to all that wait for it."""

    def __init__(
        self, key: int, node: int, done: int, from_origin: bool, fails: bool = False
    ) -> None:
        self.key, self.nodes, self.done = key, [node], done
        self.from_origin, self.fails = from_origin, fails
        self.overtaken = False  # by a write


def replay(events: Any, system: Any, outcome: np.ndarray, done_us: np.ndarray) -> None:
    """A heap of fetches under way, and two kinds of tiers."""
    edges = [Tier(system.edge_capacity) for _ in range(system.n_nodes)]
    regional = Tier(system.regional_capacity)
    under_way: list[tuple[int, int, Fetch]] = []
    columns = (part.tolist() for part in (events.t_us, events.node, events.key, events.op))
    for i, (now, node, key, op) in enumerate(zip(*columns, strict=True)):
        while under_way and under_way[0][0] <= now:
            _land(heapq.heappop(under_way)[2], edges, regional, system)
        if op == WRITE:
            for tier in (*edges, regional):
                tier.kill(key, now)
            for _, _, fetch in under_way:
                fetch.overtaken = fetch.overtaken or fetch.key == key
            outcome[i], done_us[i] = WRITTEN, now
        elif edges[node].alive(key, now):
            edges[node].use(key)
            outcome[i], done_us[i] = EDGE, now + system.edge_us
        elif regional.alive(key, now):
            regional.use(key)
            outcome[i], done_us[i] = REGIONAL, now + system.regional_us
            fetch = Fetch(key, node, int(done_us[i]), from_origin=False)
            heapq.heappush(under_way, (fetch.done, i, fetch))
        else:
            joined = _joinable(under_way, key, node, system.coalesce)
            if joined is None:
                fails = system.down_from_us <= now < system.down_until_us
                fetch = Fetch(key, node, now + system.origin_us, True, fails)
                heapq.heappush(under_way, (fetch.done, i, fetch))
                outcome[i] = FAILED if fails else ORIGIN
            else:
                fetch = joined
                fetch.nodes.append(node)
                outcome[i] = FAILED if fetch.fails else JOINED
            done_us[i] = fetch.done


def _joinable(
    under_way: list[tuple[int, int, Fetch]], key: int, node: int, coalesce: int
) -> Fetch | None:
    for _, _, fetch in under_way:
        allowed = coalesce == 2 or (coalesce == 1 and fetch.nodes[0] == node)
        if allowed and fetch.from_origin and fetch.key == key and not fetch.overtaken:
            return fetch
    return None


def _land(fetch: Fetch, edges: list[Tier], regional: Tier, system: Any) -> None:
    """The value reaches the tiers, unless there is none or a write came in between."""
    if fetch.fails or fetch.overtaken:
        return
    if fetch.from_origin:
        regional.fill(fetch.key, fetch.done + system.regional_ttl_us)
    for node in fetch.nodes:
        edges[node].fill(fetch.key, fetch.done + system.edge_ttl_us)


def init(
    n_keys: int, n_warm: int, origin_capacity: int, origin_ms: int, ttl_ms: int, seed: int
) -> tuple[np.ndarray, ...]:
    """Of each key: when its value came (-1: never), when one will come; all starts; the rules."""
    value_ms = np.full(n_keys, -1)
    value_ms[:n_warm] = 0
    coming_ms = np.full(n_keys, -1)
    starts_ms = np.full(origin_capacity, -origin_ms)
    return value_ms, coming_ms, starts_ms, np.array([origin_ms, ttl_ms, 0, 0, 0])


def step(state: tuple[np.ndarray, ...], key: int) -> int:
    """Serve what is there, refresh it while the origin has room, reject what cannot be had."""
    value_ms, coming_ms, starts_ms, book = state
    origin_ms, ttl_ms, now, started, broken = book
    book[2] = now + 1
    if key < 0:
        book[4] = 1 if key == -2 else 0 if key == -3 else broken
        return 0
    if coming_ms[key] >= 0 and coming_ms[key] <= now:
        value_ms[key] = coming_ms[key]
        coming_ms[key] = -1
    there, waiting = value_ms[key] >= 0, coming_ms[key] >= 0
    if there and (now < value_ms[key] + ttl_ms or waiting):
        return SERVE
    if waiting:
        return WAIT
    place = started % len(starts_ms)
    if broken or starts_ms[place] + origin_ms > now:
        return SERVE if there else REJECT
    starts_ms[place] = now
    book[3] = started + 1
    coming_ms[key] = now + origin_ms
    return REFRESH if there else FETCH
