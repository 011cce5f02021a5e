"""Events for the level coalescing: latencies, waiters, and writes on the way."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng
from katas import traces

from .deep import many_copies_on_their_way, many_errors, many_joined, many_under_way
from .ends_slow import (
    a_microsecond_each,
    down_from_one_to_the_end,
    edges_alone_slow,
    equally_far,
    everybody_waits,
    filled_twice,
    joined_fetches,
    never_down,
    nothing_lives_on_arrival,
    origin_at_once,
    overtaken_takes_no_place,
    region_alone_slow,
    region_at_once,
    region_is_far,
    slow_and_odd,
    slowest,
    written_on_the_dot,
    written_twice_on_the_way,
)
from .events import GET, SLOW, WRITE, case_of, from_columns, of_events, traffic
from .keys import different_keys
from .outage import (
    bounds_of_the_outage,
    error_deletes_nothing,
    error_ends_the_fetch,
    error_keeps_the_dead,
    error_keeps_the_regions_dead,
    joined_a_failing_fetch,
    written_while_failing,
)

__all__ = [
    "coalescing_example",
    "fills_at_done",
    "order_of_fills",
    "nothing_in_between",
    "everybody_fetches",
    "one_fetch_per_node",
    "one_fetch_for_all",
    "regional_hits_fill_later",
    "joined_late",
    "hit_in_between",
    "dead_looked_at",
    "region_expires_meanwhile",
    "asked_after_the_write",
    "write_during_fetch",
    "write_during_regional_fill",
    "two_writes",
    "error_deletes_nothing",
    "error_ends_the_fetch",
    "error_keeps_the_dead",
    "joined_a_failing_fetch",
    "bounds_of_the_outage",
    "written_while_failing",
    "filled_twice",
    "random_rush",
    "random_outage",
    "everybody_waits",
    "joined_fetches",
    "slowest",
    "slow_and_odd",
    "a_microsecond_each",
    "down_from_one_to_the_end",
    "never_down",
    "nothing_lives_on_arrival",
    "written_twice_on_the_way",
    "written_on_the_dot",
    "origin_at_once",
    "region_at_once",
    "region_is_far",
    "equally_far",
    "edges_alone_slow",
    "region_alone_slow",
    "error_keeps_the_regions_dead",
    "overtaken_takes_no_place",
]
_DEEP = (many_under_way, many_joined, many_errors, many_copies_on_their_way)
DEPTH = tuple(each.__name__ for each in _DEEP)


def coalescing_example(rng: Rng) -> Case:
    """The example of the starter."""
    key, start = int(rng.integers(0, 100)), int(rng.integers(0, 1000))
    rows = [(0, 0, GET), (40, 1, GET), (100, 1, GET), (110, 2, GET), (130, 0, WRITE), (131, 2, GET)]
    rows = [*rows, (150, 0, GET), (231, 0, GET)]
    return case_of([(start + t, n, key, op) for t, n, op in rows], n_nodes=3, coalesce=2, **SLOW)


def fills_at_done(rng: Rng) -> Case:
    """Asked for again one microsecond before the fill and at it, without anybody joining."""
    one, two = different_keys(rng, 2)
    rows = [(0, 0, one, GET), (99, 0, one, GET), (100, 0, one, GET), (100, 1, one, GET)]
    rows += [(109, 1, one, GET), (110, 1, one, GET), (111, 2, two, GET), (210, 3, two, GET)]
    return case_of([*rows, (211, 3, two, GET)], coalesce=0, **SLOW)


def order_of_fills(rng: Rng) -> Case:
    """Fills land in the order of `done`, then of their start: that decides who is evicted."""
    keys = different_keys(rng, 5)
    rows = [(0, 3, keys[4], GET)]  # the regional tier has it at 100
    rows += [(150, 0, key, GET) for key in keys[:3]]  # land at 250
    rows += [(240, 0, keys[4], GET)]  # from the regional tier: at 250 too, and after them
    rows += [(260, 0, key, GET) for key in (keys[4], keys[2], keys[1], keys[0])]
    rows += [(600, 0, key, GET) for key in keys]
    return case_of(rows, edge_capacity=2, coalesce=2, **SLOW)


def nothing_in_between(rng: Rng) -> Case:
    """Two fills are due before the next event; the one that was begun later lands first."""
    one, two = different_keys(rng, 2)
    rows = [(0, 3, two, GET), (150, 0, one, GET), (160, 0, two, GET), (260, 0, one, GET)]
    return case_of([*rows, (261, 0, two, GET)], edge_capacity=1, coalesce=2, **SLOW)


def _crowd(rng: Rng, coalesce: int) -> Case:
    """Many edges ask for two keys while both are on their way, and again later."""
    one, two = different_keys(rng, 2)
    t_us = np.sort(rng.integers(0, 300, 60))
    rows = [
        (t, node, one if first else two, GET)
        for t, node, first in zip(
            t_us.tolist(), rng.integers(0, 4, 60).tolist(), rng.random(60) < 0.6, strict=True
        )
    ]
    rows += [(0, 0, one, GET), (1, 1, one, GET), (2, 0, one, GET)]
    return case_of(sorted(rows), coalesce=coalesce, **SLOW)


def everybody_fetches(rng: Rng) -> Case:
    """coalesce 0: every miss is a fetch of its own."""
    return _crowd(rng, 0)


def one_fetch_per_node(rng: Rng) -> Case:
    """coalesce 1: an edge waits for its own fetches only."""
    return _crowd(rng, 1)


def one_fetch_for_all(rng: Rng) -> Case:
    """coalesce 2: one fetch a key, whoever asks."""
    return _crowd(rng, 2)


def regional_hits_fill_later(rng: Rng) -> Case:
    """The edge has the copy when the answer arrives; until then every request goes on."""
    one, two = different_keys(rng, 2)
    rows = [(0, 0, one, GET), (200, 1, one, GET), (205, 1, one, GET), (209, 1, one, GET)]
    rows += [(210, 1, one, GET), (211, 1, two, GET), (215, 1, one, GET)]
    return case_of(rows, coalesce=int(rng.integers(0, 3)), **SLOW)


def joined_late(rng: Rng) -> Case:
    """Who joins waits for the rest only, and its edge is filled with the others'."""
    key, late = int(rng.integers(0, 100)), int(rng.integers(2, 99))
    rows = [(0, 0, key, GET), (late, 1, key, GET), (99, 2, key, GET)]
    rows += [(100, 0, key, GET), (100, 1, key, GET), (101, 2, key, GET), (101, 3, key, GET)]
    ttl = int(rng.integers(20, 60))
    rows += [(100 + ttl - 1, 1, key, GET), (100 + ttl, 2, key, GET), (100 + ttl, 3, key, GET)]
    return case_of(rows, coalesce=2, edge_ttl_us=ttl, **SLOW)


def hit_in_between(rng: Rng) -> Case:
    """A fetch is under way while the edge still has a copy of another key: hits do not wait.

    The first key's copy is refreshed before the second one's fill lands, so it stays.
    """
    one, two, three = different_keys(rng, 3)
    rows = [(0, 0, one, GET), (0, 0, two, GET), (200, 0, three, GET), (250, 0, one, GET)]
    rows += [(301, 0, one, GET), (302, 0, two, GET), (303, 0, three, GET)]
    return case_of(rows, edge_capacity=2, coalesce=int(rng.integers(0, 3)), **SLOW)


def dead_looked_at(rng: Rng) -> Case:
    """Who asks for a dead copy neither removes nor refreshes it; its fill is still on its way.

    Two places. At node 0 the dead copy is the newer one, at node 1 the older one. Then c lands.
    """
    a, b, c, d = different_keys(rng, 4)
    rows = [(0, 0, b, GET), (1, 0, a, GET), (2, 1, d, GET), (3, 1, b, GET)]
    rows += [(200, 2, a, WRITE), (200, 2, d, WRITE), (300, 0, c, GET), (301, 1, c, GET)]
    rows += [(310, 0, a, GET), (311, 1, d, GET), (405, 0, b, GET), (406, 1, b, GET)]
    return case_of([*rows, (600, 0, a, GET), (601, 1, d, GET)], edge_capacity=2, **SLOW)


def region_expires_meanwhile(rng: Rng) -> Case:
    """A copy from the regional tier is on its way when the tier's own expires: nobody joins it."""
    key, late = int(rng.integers(0, 100)), int(rng.integers(1, 5))
    rows = [(0, 0, key, GET), (200, 1, key, GET), (204 + late, 2, key, GET), (209, 1, key, GET)]
    return case_of([*rows, (211, 1, key, GET)], regional_ttl_us=104, coalesce=2, **SLOW)


def asked_after_the_write(rng: Rng) -> Case:
    """Who asks after the write must not wait for a value from before it."""
    key = int(rng.integers(0, 100))
    rows = [(0, 0, key, GET), (30, 2, key, WRITE), (40, 0, key, GET), (50, 1, key, GET)]
    rows += [(100, 0, key, GET), (139, 1, key, GET), (140, 0, key, GET), (141, 1, key, GET)]
    return case_of(rows, coalesce=int(rng.integers(1, 3)), **SLOW)


def write_during_fetch(rng: Rng) -> Case:
    """The value on its way is older than the write: it answers who waits, and fills nothing."""
    key, at = int(rng.integers(0, 100)), int(rng.integers(21, 99))
    rows = [(0, 0, key, GET), (20, 1, key, GET), (at, 2, key, WRITE)]
    rows += [(100, 0, key, GET), (101, 1, key, GET), (102, 3, key, GET), (300, 0, key, GET)]
    return case_of(rows, coalesce=int(rng.integers(1, 3)), **SLOW)


def write_during_regional_fill(rng: Rng) -> Case:
    """The same for a copy on its way from the regional tier."""
    key = int(rng.integers(0, 100))
    rows = [(0, 0, key, GET), (200, 1, key, GET), (204, 2, key, WRITE), (210, 1, key, GET)]
    return case_of([*rows, (211, 1, key, GET), (320, 1, key, GET)], coalesce=2, **SLOW)


def two_writes(rng: Rng) -> Case:
    """A write of another key does not make the fetch any younger."""
    one, two = different_keys(rng, 2)
    rows = [(0, 0, one, GET), (10, 1, one, WRITE), (20, 2, two, WRITE), (100, 0, one, GET)]
    return case_of([*rows, (101, 3, one, GET)], coalesce=int(rng.integers(0, 3)), **SLOW)


def _random(rng: Rng, down: bool) -> Case:
    count = 700
    t_us = 1 + np.cumsum(rng.integers(0, 9, count))
    op = (rng.random(count) < 0.05).astype(np.int64)
    key = rng.permutation(100)[traces.zipf_ranks(rng, count, 60)]
    system = {
        "edge_capacity": int(rng.integers(2, 9)),
        "regional_capacity": int(rng.integers(5, 30)),
        "edge_ttl_us": int(rng.integers(200, 600)),
        "regional_ttl_us": int(rng.integers(500, 1500)),
        "coalesce": int(rng.integers(0, 3)),
        **SLOW,
    }
    if down:
        start = int(t_us[count // 3])
        system |= {"down_from_us": start, "down_until_us": start + 400, "coalesce": 2}
    return from_columns(t_us, rng.integers(0, 4, count), key, op, 4, 100, system)


def random_rush(rng: Rng) -> Case:
    """Some hundred events of the usual kind, the origin up."""
    return _random(rng, down=False)


def random_outage(rng: Rng) -> Case:
    """The same, and the origin fails for a while."""
    return _random(rng, down=True)


LATENCIES = {"edge_us": 1_000, "regional_us": 20_000, "origin_us": 200_000}


def _rush_hour(rng: Rng) -> Case:
    """160,000 events in forty seconds at sixteen edges; the origin is down for four of them."""
    return traffic(
        rng,
        160_000,
        40_000_000,
        n_nodes=16,
        n_keys=50_000,
        writes=0.02,
        edge_capacity=1_500,
        regional_capacity=12_000,
        edge_ttl_us=10_000_000,
        regional_ttl_us=25_000_000,
        coalesce=2,
        down_from_us=20_000_000,
        down_until_us=24_000_000,
        **LATENCIES,
    )


def _herd(rng: Rng) -> Case:
    """160,000 events in four seconds, small tiers, edges that wait for their own fetches only."""
    return traffic(
        rng,
        160_000,
        4_000_000,
        n_nodes=8,
        n_keys=50_000,
        writes=0.05,
        edge_capacity=1_000,
        regional_capacity=5_000,
        edge_ttl_us=1_000_000,
        regional_ttl_us=2_000_000,
        coalesce=1,
        **LATENCIES,
    )


WORKLOADS = {"rush_hour": of_events(_rush_hour), "herd": of_events(_herd)}
