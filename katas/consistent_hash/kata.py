"""consistent-hash: which node owns a key, and how little changes when a node comes or goes."""

from __future__ import annotations

from harness.kata import Capacity, Function, Group, Kata, Level, Limits, Pars, array, out, scalar


def _fleet(vnodes_min: int | None) -> Group:
    """Nodes and their vnodes; only `lookup` is given what it must refuse."""
    return Group(
        "fleet",
        "Fleet",
        (
            array("node", "int32[N]", low=1),
            array("vnodes", "int32[N]", low=vnodes_min, high=100_000),
            scalar("bits", low=16, high=64),
        ),
    )


_KEYS = array("keys", "uint64[n]")
_SIZES = {"N": (1, 100_000), "n": (0, 10_000_000)}

_LOOKUP = Function(
    "lookup",
    (_fleet(None), _KEYS, out("owner", "int32[n]")),
    raises=True,
    sizes={**_SIZES, "N": (0, 100_000)},
)
_REPLICAS = Function(
    "replicas",
    (_fleet(0), _KEYS, out("owners", "int32[n,r]")),
    sizes={**_SIZES, "r": (1, 32)},
)
_BOUNDED = Function(
    "bounded",
    (
        _fleet(0),
        _KEYS,
        scalar("numerator", low=1, high=2**53),
        scalar("denominator", low=1, high=2**53),
        out("owner", "int32[n]"),
    ),
    sizes=_SIZES,
)
_PLACEMENT = Function(
    "Placement",
    shape="stream",
    build=(array("node", "int32[N]", low=1),),
    parameters=(
        Group(
            "batch", "Batch", (array("kind", "uint8[n]", low=0, high=2), array("arg", "uint64[n]"))
        ),
        out("owner", "int32[n]"),
    ),
    sizes={"N": (0, 1_000), "n": (0, 10_000_000)},
)
_JUMP = Function(
    "jump",
    (_KEYS, scalar("buckets", low=1, high=2**31 - 1), out("bucket", "int32[n]")),
    sizes={"n": (0, 10_000_000)},
)

KATA = Kata(
    name="consistent-hash",
    title="Which node owns a key, and who moves when one leaves",
    version=3,
    systems=("Amazon", "Slack", "Discord", "Netflix", "Instagram"),
    functions=(_LOOKUP, _REPLICAS, _BOUNDED, _PLACEMENT, _JUMP),
    levels=(
        Level(
            "lookup",
            "Find the owner of each key on a ring",
            function="lookup",
            workloads=("hundred_nodes", "thousand_nodes"),
            pars=Pars(bronze=0.025, silver=0.13, gold=0.5),
        ),
        Level(
            "replicas",
            "The next r different nodes of each key",
            function="replicas",
            workloads=("three_of_two_hundred",),
            pars=Pars(bronze=0.03, silver=0.17, gold=0.55),
        ),
        Level(
            "bounded",
            "The same ring, and nobody gets more than so much",
            function="bounded",
            workloads=("quarter_more", "one_percent_more"),
            pars=Pars(bronze=0.02, silver=0.15, gold=0.6),
        ),
        Level(
            "placement",
            "Your own scheme: fast, even, and nothing moves without need",
            function="Placement",
            workloads=("steady_hundred", "steady_thousand"),
            pars=Pars(bronze=0.012, silver=0.09, gold=0.45),
            answers="properties",
        ),
        Level(
            "rolling-replacement",
            "A restart rolls over a cache: keep warm what can stay warm",
            function="Placement",
            workloads=("rollout",),
            score="quality",
            pars=Pars(bronze=0.2, silver=0.45, gold=0.7),
            answers="properties",
        ),
        Level(
            "jump",
            "For experts: a ring without a ring",
            function="jump",
            workloads=("jump_hundred", "jump_thousand"),
            pars=Pars(bronze=0.05, silver=0.25, gold=0.6),
            bonus=True,
        ),
    ),
    rungs=("naive", "python", "numpy", "numba"),
    limits=Limits(call_s=8.0),  # a class of several kernels takes three to compile
    capacity=Capacity(
        level="lookup",
        units=86_400_000_000,
        sentence="to place a day of a million requests a second would take {time}",
    ),
    builds_on="lru-cache",
    decides="who takes a dead node's keys, and how full a node may get",
)
