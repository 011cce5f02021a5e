"""consistent-hash: reference, rungs and libraries on the kata's own workloads.

The reference and the rungs build the ring in the call, as the contract asks. Libraries build theirs
before the clock starts, which is to their advantage, and fill the same `owner`; whoever has a
mapping of its own (all but numpy's bisection and the C jump) is not compared with the expected
answer. ketama crashes from some 250 servers on, so it stays out of the thousand.
"""

from __future__ import annotations

import functools
import tempfile
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.conftest import TimeContender, by_contender
from benchmarks.contest import REFERENCE, Call, Contender, Contest, outputs_of, own_contenders
from harness import catalog
from harness.kata import Answers, Case

KATA = catalog.find("consistent-hash")
RINGS = KATA.module("rings")
LOOKUP = 0
own = functools.partial(own_contenders, "consistent-hash")


def searchsorted_ring(case: Case) -> Call:
    """The ring of the contract as a user of numpy has it, built before."""
    points, nodes = RINGS.points_of(case["node"], case["vnodes"], case["bits"])
    keys = case["keys"]

    def call(answer: Answers) -> None:
        place = np.searchsorted(points, RINGS.mixed(keys))
        place[place == len(points)] = 0
        answer["owner"][:] = nodes[place]

    return call


def jump_loop(case: Case) -> Call:
    """jump-consistent-hash, one key after the other."""
    import jump

    keys, buckets = case["keys"].tolist(), case["buckets"]

    def call(answer: Answers) -> None:
        hashed = jump.hash
        answer["bucket"][:] = [hashed(key, buckets) + 1 for key in keys]

    return call


def jump_owner(case: Case) -> Call:
    """The same as a way to choose a node."""
    import jump

    keys, nodes = case["keys"].tolist(), case["node"].tolist()

    def call(answer: Answers) -> None:
        hashed, count = jump.hash, len(nodes)
        answer["owner"][:] = [nodes[hashed(key, count)] for key in keys]

    return call


def jump_placement(case: Case) -> Call:
    """The same for every lookup of a stream, as if nobody came or left."""
    import jump

    batches = [(batch["arg"].tolist(), batch["kind"] == LOOKUP) for batch in case["batches"]]
    count = len(case["node"])

    def call(answer: Answers) -> None:
        hashed = jump.hash
        found = [[hashed(key, count) for key in keys] for keys, _ in batches]
        asked = np.concatenate([kinds for _, kinds in batches])
        answer["owner"][:] = np.where(asked, np.concatenate(found), 0)

    return call


def _by_name(make: Callable[[list[str]], Callable[[str], Any]]) -> Contender:
    """A library that wants names of nodes and keys, and answers names."""

    def prepare(case: Case) -> Call:
        names = [str(node) for node in case["node"].tolist()]
        ask, keys = make(names), [str(key) for key in case["keys"].tolist()]

        def call(answer: Answers) -> None:
            answer["owner"][:] = [int(ask(key)) for key in keys]

        return call

    return prepare


def _uhashring(names: list[str]) -> Callable[[str], Any]:
    import uhashring

    ask: Callable[[str], Any] = uhashring.HashRing(names).get_node
    return ask


def _hashring(names: list[str]) -> Callable[[str], Any]:
    import hashring

    ask: Callable[[str], Any] = hashring.HashRing(names).get_node
    return ask


def _ketama(names: list[str]) -> Callable[[str], Any]:
    import ketama

    if len(names) >= 250:
        raise ImportError("ketama crashes from some 250 servers on")
    with tempfile.NamedTemporaryFile("w", suffix=".servers") as servers:
        servers.write("".join(f"{name}\t100\n" for name in names))
        servers.flush()
        ring = ketama.Ketama(servers.name)
    return lambda key: ring.get_server(key)[1]


PEERS: dict[str, Contender] = {
    "jump-consistent-hash": jump_owner,
    "uhashring": _by_name(_uhashring),
    "hashring": _by_name(_hashring),
    "ketama": _by_name(_ketama),
}
"""Ways of their own: the time of a lookup is compared, not its answer."""

FASTEST_PEER = {"jump-consistent-hash": jump_owner}
"""Of those; it has no ring, the others take seconds for two million keys."""


def _contest(
    name: str, function: str, contenders: dict[str, Contender], *yardsticks: dict[str, Contender]
) -> Contest:
    def make() -> Case:
        case: Case = KATA.workloads[name].make(np.random.default_rng(1))
        return case

    outputs = outputs_of(KATA.kata.function(function))
    others = dict(pair for each in yardsticks for pair in each.items())
    return Contest(name, "consistent-hash", make, outputs, contenders, others)


PLACEMENTS = own("Placement")
BESIDE = {name: each for name, each in PLACEMENTS.items() if name != REFERENCE}
"""Schemes of their own: whole streams are compared, not their answers."""

LOOKUPS = own("lookup") | {"numpy, ring built before": searchsorted_ring}
JUMPS = own("jump") | {"jump-consistent-hash": jump_loop}
CONTESTS = [
    _contest("hundred_nodes", "lookup", LOOKUPS, FASTEST_PEER),
    _contest("thousand_nodes", "lookup", LOOKUPS, FASTEST_PEER),
    _contest("three_of_two_hundred", "replicas", own("replicas")),
    _contest("quarter_more", "bounded", own("bounded")),
    _contest("one_percent_more", "bounded", own("bounded")),
    *(
        _contest(
            name,
            "Placement",
            {REFERENCE: PLACEMENTS[REFERENCE]},
            BESIDE,
            {"jump-consistent-hash": jump_placement},
        )
        for name in ("steady_hundred", "steady_thousand")
    ),
    _contest("jump_hundred", "jump", JUMPS),
    _contest("jump_thousand", "jump", JUMPS),
]


@by_contender(CONTESTS)
def test_speed(contest: Contest, name: str, time_contender: TimeContender) -> None:
    time_contender(contest, name)


@pytest.mark.parametrize("name", ["hundred_nodes", "thousand_nodes"])
@pytest.mark.parametrize("peer", PEERS)
def test_peers_with_a_mapping_of_their_own(
    name: str, peer: str, benchmark: BenchmarkFixture
) -> None:
    case = KATA.workloads[name].make(np.random.default_rng(1))
    case["keys"] = case["keys"][:200_000]  # a tenth: the rest would say the same
    try:
        call = PEERS[peer](case)
    except ImportError as error:
        pytest.skip(f"{peer}: {error}")
    benchmark.group = f"{name}, a tenth of the keys"
    answer = {"owner": np.zeros(len(case["keys"]), np.int32)}
    benchmark.pedantic(call, args=(answer,), rounds=2)
    assert np.isin(answer["owner"], case["node"]).all()


@pytest.mark.parametrize("name", ["steady_hundred", "steady_thousand"])
@pytest.mark.parametrize("contender", PLACEMENTS)
def test_placements(name: str, contender: str, benchmark: BenchmarkFixture) -> None:
    """A whole stream, changes and all; each scheme has answers of its own, so checks judge them."""
    workload = KATA.workloads[name]
    case = workload.make(np.random.default_rng(1))
    case["batches"] = case["batches"][:2]
    call = PLACEMENTS[contender](case)
    answer = outputs_of(KATA.kata.function("Placement"))(case)
    call(answer)  # compiles
    benchmark.group = name
    benchmark.pedantic(call, args=(answer,), rounds=2)
    assert not any(check(case, None, answer) for check in KATA.checks(KATA.level("placement")))
