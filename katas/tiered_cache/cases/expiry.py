"""Events for the level expiry, without latencies: copies die of age and of writes."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng
from katas import traces

from .deep import (
    many_dead,
    many_gets_of_one,
    many_others_between,
    many_passing,
    many_uses,
    many_writes_between,
)
from .ends import (
    all_at_once,
    edges_alone,
    joined_events,
    late_clock,
    long_lives,
    longest_lives,
    no_events,
    no_tiers_at_all,
    nothing_lives,
    nothing_lives_at_the_edge,
    nothing_lives_in_the_region,
    one_get,
    one_node_alone,
    one_of_everything,
    region_alone,
    replayed_again,
    replayed_once,
    written_again,
)
from .events import GET, WRITE, case_of, from_columns, of_events, traffic
from .keys import different_keys

__all__ = [
    "expiry_example",
    "dead_at_expiry",
    "expiry_does_not_slide",
    "refilled_from_regional",
    "dead_keep_their_place",
    "refilled_is_newest",
    "edge_hits_reach_nobody",
    "write_reaches_all_edges",
    "write_reaches_regional",
    "write_of_nobodys_key",
    "written_and_refilled",
    "one_tier_with_expiry",
    "random_expiry",
    "no_events",
    "one_get",
    "one_of_everything",
    "nothing_lives",
    "nothing_lives_at_the_edge",
    "nothing_lives_in_the_region",
    "late_clock",
    "long_lives",
    "longest_lives",
    "joined_events",
    "all_at_once",
    "written_again",
    "edges_alone",
    "region_alone",
    "no_tiers_at_all",
    "one_node_alone",
    "replayed_once",
    "replayed_again",
]
_DEEP = (
    many_others_between,
    many_writes_between,
    many_gets_of_one,
    many_uses,
    many_dead,
    many_passing,
)
DEPTH = tuple(each.__name__ for each in _DEEP)


def expiry_example(rng: Rng) -> Case:
    """The example of the brief: an edge's copy expires, then the regional one, then a write."""
    key, start = int(rng.integers(0, 100)), int(rng.integers(0, 1000))
    times = [0, 59, 60, 130, 140, 150, 160]
    nodes = [0, 0, 0, 0, 1, 1, 0]
    ops = [GET, GET, GET, GET, GET, WRITE, GET]
    rows = [(start + t, n, key, op) for t, n, op in zip(times, nodes, ops, strict=True)]
    return case_of(rows, n_nodes=2, edge_ttl_us=60, regional_ttl_us=100)


def dead_at_expiry(rng: Rng) -> Case:
    """One microsecond before, at, and after the expiry, at an edge and in the regional tier."""
    ttl, start = int(rng.integers(10, 500)), int(rng.integers(0, 100))
    rows = []
    for turn, late in enumerate((-1, 0, 1)):
        rows += [(start, turn, turn, GET), (start + ttl + late, turn, turn, GET)]
        rows += [(start, turn, 10 + turn, GET), (start + 2 * ttl + late, 3, 10 + turn, GET)]
    return case_of(sorted(rows), edge_ttl_us=ttl, regional_ttl_us=2 * ttl)


def expiry_does_not_slide(rng: Rng) -> Case:
    """A key that is asked for all the time expires nevertheless."""
    ttl = int(rng.integers(50, 100))
    one, two = different_keys(rng, 2)
    times = np.cumsum(rng.integers(1, 20, 80))
    rows = [(t, i % 2, one if i % 3 else two, GET) for i, t in enumerate(times.tolist())]
    return case_of(rows, edge_ttl_us=ttl, regional_ttl_us=3 * ttl)


def refilled_from_regional(rng: Rng) -> Case:
    """An edge's copy starts anew with each fill, also from an old copy of the regional tier."""
    ttl = int(rng.integers(20, 60))
    key = int(rng.integers(0, 100))
    times = [0, 2 * ttl - 1, 3 * ttl - 2, 3 * ttl - 1, 4 * ttl - 1, 5 * ttl]
    rows = [(t, 1, key, GET) for t in times]
    return case_of(rows, edge_ttl_us=ttl, regional_ttl_us=2 * ttl)


def dead_keep_their_place(rng: Rng) -> Case:
    """A dead copy takes a place, and is not the first to go.

    Three places: b, a, c. Key a is written and dead; the newcomer evicts b all the same.
    """
    a, b, c, d = different_keys(rng, 4)
    rows = [(t, 0, key, GET) for t, key in enumerate((b, a, c))]
    rows += [(3, int(rng.integers(1, 4)), a, WRITE), (4, 0, d, GET)]
    rows += [(5 + t, 0, key, GET) for t, key in enumerate((b, c, a, d))]
    return case_of(rows, edge_capacity=3)


def refilled_is_newest(rng: Rng) -> Case:
    """Two places: a is written and filled again where it is, so the newcomer evicts b."""
    a, b, c = different_keys(rng, 3)
    rows = [(0, 0, a, GET), (1, 0, b, GET), (2, int(rng.integers(1, 4)), a, WRITE)]
    rows += [(3 + t, 0, key, GET) for t, key in enumerate((a, c, a, b))]
    return case_of(rows, edge_capacity=2)


def edge_hits_reach_nobody(rng: Rng) -> Case:
    """A key lives on edge hits while others pass the regional tier, which drops it in time."""
    loved, *others = different_keys(rng, 8)
    rows = [(0, 0, loved, GET)]
    for t, other in enumerate(others):
        rows += [(2 * t + 1, 1, other, GET), (2 * t + 2, 0, loved, GET)]
    rows.append((20, 2, loved, GET))
    return case_of(rows, edge_capacity=2, regional_capacity=4)


def write_reaches_all_edges(rng: Rng) -> Case:
    """All seven edges hold the key; a write at one of them, and all ask again."""
    one, two = different_keys(rng, 2)
    n_nodes = 7
    rows = [(i, node, key, GET) for i, node in enumerate(range(n_nodes)) for key in (one, two)]
    rows.append((n_nodes, int(rng.integers(0, n_nodes)), one, WRITE))
    order = rng.permutation(n_nodes).tolist()
    rows += [
        (n_nodes + 1 + i, node, key, GET) for i, node in enumerate(order) for key in (one, two)
    ]
    return case_of(rows, n_nodes)


def write_reaches_regional(rng: Rng) -> Case:
    """Written after it has left the only edge that had it."""
    one, two = different_keys(rng, 2)
    rows = [(0, 0, one, GET), (1, 0, two, GET), (2, 1, one, WRITE), (3, 0, one, GET)]
    return case_of([*rows, (4, 1, one, GET), (5, 1, two, GET)], edge_capacity=1)


def write_of_nobodys_key(rng: Rng) -> Case:
    """A write stores nothing and takes no place, wherever it happens."""
    keys = different_keys(rng, 5)
    rows = [(0, 0, keys[0], GET), (1, 0, keys[1], GET)]
    rows += [(2 + i, 0, key, WRITE) for i, key in enumerate(keys[2:])]
    rows += [(6, 0, keys[0], GET), (7, 0, keys[1], GET), (8, 1, keys[2], GET), (9, 0, keys[2], GET)]
    return case_of(rows, edge_capacity=2, regional_capacity=2)


def written_and_refilled(rng: Rng) -> Case:
    """Write, read and read again at one microsecond: the second read hits."""
    one, two = different_keys(rng, 2)
    rows = [(5, 0, one, GET), (5, 1, one, GET), (7, 2, one, WRITE)]
    rows += [(7, 0, one, GET), (7, 0, one, GET), (7, 1, one, GET), (7, 1, two, GET)]
    return case_of([*rows, (8, 1, one, GET), (8, 2, one, WRITE), (8, 2, one, GET)])


def one_tier_with_expiry(rng: Rng) -> Case:
    """Edges alone or the regional tier alone."""
    edge, regional = (0, 5) if rng.random() < 0.5 else (5, 0)
    return _random(rng, 200, edge_capacity=edge, regional_capacity=regional)


def random_expiry(rng: Rng) -> Case:
    """Some hundred events of the usual kind."""
    return _random(rng, 700, edge_capacity=int(rng.integers(3, 9)), regional_capacity=20)


def _random(rng: Rng, count: int, **system: int) -> Case:
    t_us = 1 + np.cumsum(rng.integers(0, 4, count))
    op = (rng.random(count) < 0.06).astype(np.int64)
    node = rng.integers(0, 4, count)
    key = rng.permutation(100)[traces.zipf_ranks(rng, count, 60)]
    ttls = {"edge_ttl_us": int(rng.integers(60, 200)), "regional_ttl_us": 400}
    return from_columns(t_us, node, key, op, 4, 100, ttls | system)


def _ttl_minute(rng: Rng) -> Case:
    """400,000 events in ten minutes; edges keep a copy for a minute, as Twitter's cluster 35."""
    return traffic(
        rng,
        400_000,
        600_000_000,
        n_nodes=8,
        n_keys=200_000,
        writes=0.03,
        edge_capacity=5_000,
        regional_capacity=30_000,
        edge_ttl_us=60_000_000,
        regional_ttl_us=300_000_000,
    )


WORKLOADS = {"ttl_minute": of_events(_ttl_minute)}
