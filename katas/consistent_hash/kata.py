"""consistent-hash: which node owns a key, and how little changes when a node comes or goes."""

from __future__ import annotations

from harness.kata import Capacity, Function, Group, Kata, Level, Limits, Pars, array, out, scalar

_FLEET = Group(
    "fleet", "Fleet", (array("node", "int32[N]"), array("vnodes", "int32[N]"), scalar("bits"))
)
_KEYS = array("keys", "uint64[n]")

_LOOKUP = Function("lookup", (_FLEET, _KEYS, out("owner", "int32[n]")), raises=True)
_REPLICAS = Function("replicas", (_FLEET, _KEYS, out("owners", "int32[n,r]")))
_BOUNDED = Function(
    "bounded",
    (_FLEET, _KEYS, scalar("numerator"), scalar("denominator"), out("owner", "int32[n]")),
)
_PLACEMENT = Function(
    "Placement",
    shape="stream",
    build=(array("node", "int32[N]"),),
    parameters=(
        Group("batch", "Batch", (array("kind", "uint8[n]"), array("arg", "uint64[n]"))),
        out("owner", "int32[n]"),
    ),
)
_JUMP = Function("jump", (_KEYS, scalar("buckets"), out("bucket", "int32[n]")))

KATA = Kata(
    name="consistent-hash",
    title="Which node owns a key, and who moves when one leaves",
    version=2,
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
)
