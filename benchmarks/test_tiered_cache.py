"""tiered-cache: reference, rungs and chains of the Python world's caches on the kata's workloads.

No library replays tiers, so peers are chains: a cache of a library for each edge and one behind
them. They get nodes and keys as lists of ints, made before the clock starts, and fill the same
outcomes.
"""

from __future__ import annotations

import functools
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.conftest import TimeContender, by_contender
from benchmarks.contest import Call, Contender, Contest, outputs_of, own_contenders
from harness import catalog
from harness.kata import Answers, Case

KATA = catalog.find("tiered-cache")
Make = Callable[[int], Any]
Loop = Callable[[list[int], list[int], list[Any], Any], bytearray]


def chain(module: str, make: Make, loop: Loop) -> Contender:
    """A loop over edges and a regional tier; ImportError where the library is missing."""

    def prepare(case: Case) -> Call:
        if module:
            __import__(module)
        node, key = case["node"].tolist(), case["key"].tolist()

        def call(answer: Answers) -> None:
            edges = [make(case["edge_capacity"]) for _ in range(case["n_nodes"])]
            outcome = loop(node, key, edges, make(case["regional_capacity"]))
            answer["outcome"][:] = np.frombuffer(outcome, np.uint8)

        return call

    return prepare


def cachebox_cache(capacity: int) -> Any:
    import cachebox

    return cachebox.LRUCache(capacity)


def lru_dict_cache(capacity: int) -> Any:
    import lru

    return lru.LRU(capacity)


def cachetools_cache(capacity: int) -> Any:
    import cachetools

    return cachetools.LRUCache(capacity)


def get_insert_loop(node: list[int], key: list[int], edges: list[Any], region: Any) -> bytearray:
    """For cachebox, whose `get` and `insert` are its fastest ways in."""
    outcome = bytearray(b"\1") * len(key)
    ways = [(edge.get, edge.insert) for edge in edges]
    ask, tell = region.get, region.insert
    for i, (where, what) in enumerate(zip(node, key, strict=True)):
        get, insert = ways[where]
        if get(what) is None:
            if ask(what) is None:
                outcome[i] = 3
                tell(what, True)
            else:
                outcome[i] = 2
            insert(what, True)
    return outcome


def get_set_loop(node: list[int], key: list[int], edges: list[Any], region: Any) -> bytearray:
    """For lru-dict and cachetools, which are filled like a dict."""
    outcome = bytearray(b"\1") * len(key)
    for i, (where, what) in enumerate(zip(node, key, strict=True)):
        edge = edges[where]
        if edge.get(what) is None:
            if region.get(what) is None:
                outcome[i] = 3
                region[what] = True
            else:
                outcome[i] = 2
            edge[what] = True
    return outcome


class Ordered(OrderedDict[int, None]):
    """An OrderedDict that knows its capacity."""

    capacity: int


def ordered_cache(capacity: int) -> Ordered:
    cache = Ordered()
    cache.capacity = capacity
    return cache


def ordered_loop(node: list[int], key: list[int], edges: list[Any], region: Any) -> bytearray:
    outcome = bytearray(b"\1") * len(key)
    ways = [(edge, edge.move_to_end, edge.popitem, edge.capacity) for edge in edges]
    refresh_there, drop_there, room_there = region.move_to_end, region.popitem, region.capacity
    for i, (where, what) in enumerate(zip(node, key, strict=True)):
        edge, refresh, drop, room = ways[where]
        if what in edge:
            refresh(what)
            continue
        if what in region:
            outcome[i] = 2
            refresh_there(what)
        else:
            outcome[i] = 3
            if len(region) == room_there:
                drop_there(False)
            region[what] = None
        if len(edge) == room:
            drop(False)
        edge[what] = None
    return outcome


PEERS = {
    "cachebox chain": chain("cachebox", cachebox_cache, get_insert_loop),
    "lru-dict chain": chain("lru", lru_dict_cache, get_set_loop),
    "OrderedDict chain": chain("", ordered_cache, ordered_loop),
    "cachetools chain": chain("cachetools", cachetools_cache, get_set_loop),
}


def _contest(name: str, function: str, contenders: dict[str, Contender]) -> Contest:
    def make() -> Case:
        case: Case = KATA.workloads[name].make(np.random.default_rng(1))
        return case

    return Contest(name, "tiered-cache", make, outputs_of(KATA.kata.function(function)), contenders)


own = functools.partial(own_contenders, "tiered-cache")
CONTESTS = [
    _contest("eight_edges", "two_tiers", own("two_tiers") | PEERS),
    _contest("ttl_minute", "replay", own("replay")),
    _contest("rush_hour", "replay", own("replay")),
    _contest("herd", "replay", own("replay")),
]


@by_contender(CONTESTS)
def test_speed(contest: Contest, name: str, time_contender: TimeContender) -> None:
    time_contender(contest, name)
