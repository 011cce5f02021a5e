"""tiered-cache: edges before a regional tier before an origin, that must not be asked too much."""

from __future__ import annotations

from harness.kata import Capacity, Function, Group, Kata, Level, Limits, Pars, array, out, scalar

_LAST = 2**60
"""The last moment, and the longest time that anything takes: three of them add up in 64 bits."""

TWO_TIERS = Function(
    "two_tiers",
    (
        array("node", "int16[n]", low=0, high="n_nodes-1"),
        array("key", "int32[n]", low=0, high="n_keys-1"),
        scalar("n_nodes", low=1, high=64),
        scalar("n_keys", low=1, high=1_000_000),
        scalar("edge_capacity", high=1_000_000),
        scalar("regional_capacity", high=1_000_000),
        out("outcome", "uint8[n]"),
    ),
    raises=True,
    sizes={"n": (0, 1_000_000)},
)
REPLAY = Function(
    "replay",
    (
        Group(
            "events",
            "Events",
            (
                array("t_us", "int64[n]", low=0, high=_LAST),
                array("node", "int16[n]", low=0, high="n_nodes-1"),
                array("key", "int32[n]", low=0, high="n_keys-1"),
                array("op", "uint8[n]", low=0, high=1),
            ),
        ),
        Group(
            "system",
            "System",
            (
                scalar("n_nodes", low=1, high=64),
                scalar("n_keys", low=1, high=200_000),
                scalar("edge_capacity", low=0, high=1_000_000),
                scalar("regional_capacity", low=0, high=1_000_000),
                scalar("edge_ttl_us", low=0, high=_LAST),
                scalar("regional_ttl_us", low=0, high=_LAST),
                scalar("edge_us", low=0, high=_LAST),
                scalar("regional_us", low=0, high=_LAST),
                scalar("origin_us", low=0, high=_LAST),
                scalar("coalesce", low=0, high=2),
                scalar("down_from_us", low=0, high=_LAST),
                scalar("down_until_us", low=0, high=_LAST),
            ),
        ),
        out("outcome", "uint8[n]"),
        out("done_us", "int64[n]"),
    ),
    sizes={"n": (0, 1_000_000)},
)
STEP = Function(
    "step",
    (array("keys", "int64[n]", low=-3, high="n_keys-1"), out("action", "int64[n]")),
    shape="policy",
    build=(
        scalar("n_keys", low=1, high=1_000_000),
        scalar("n_warm", low=0, high=1_000_000),
        scalar("origin_capacity", low=1, high=1_000_000),
        scalar("origin_ms", low=1, high=_LAST),
        scalar("ttl_ms", low=0, high=_LAST),
        scalar("seed", low=0, high=2**32 - 1),
    ),
    sizes={"n": (0, 1_000_000)},
)

KATA = Kata(
    name="tiered-cache",
    title="Edge, regional tier, origin: exact replay, then an origin that survives",
    version=3,
    systems=("Meta", "YouTube", "Netflix", "Spotify", "Instagram", "TikTok"),
    functions=(TWO_TIERS, REPLAY, STEP),
    levels=(
        Level(
            "two-tiers",
            "Which tier answers each request?",
            function="two_tiers",
            workloads=("eight_edges",),
            pars=Pars(bronze=0.017, silver=0.058, gold=0.5),
        ),
        Level(
            "expiry",
            "Copies that expire, and writes that kill them",
            function="replay",
            workloads=("ttl_minute",),
            pars=Pars(bronze=0.02, silver=0.05, gold=0.5),
        ),
        Level(
            "coalescing",
            "Latencies, one fetch for all who wait, writes and errors on the way",
            function="replay",
            workloads=("rush_hour", "herd"),
            pars=Pars(bronze=0.017, silver=0.1, gold=0.5),
        ),
        Level(
            "origin-policy",
            "Fetch, wait, serve stale or reject: spare the origin",
            function="step",
            workloads=("same_minute", "cold_shelf", "evening_peak"),
            score="quality",
            pars=Pars(bronze=0.08, silver=0.17, gold=0.38),
            answers="properties",
        ),
        Level(
            "feedback-loop",
            "23 September 2010: the fix is out, and the load must go",
            function="step",
            workloads=("invalid_value",),
            score="quality",
            pars=Pars(bronze=0.04, silver=0.08, gold=0.19),
            answers="properties",
        ),
    ),
    rungs=("naive", "python", "numpy", "numba"),
    capacity=Capacity(
        level="two-tiers",
        units=86_400_000_000,
        sentence="to replay a day of a CDN region (a million requests a second) would take {time}",
    ),
    limits=Limits(call_s=8.0),  # a pass through all tiers takes three to compile
    builds_on="lru-cache",
    decides="whether to fetch, to wait, or to serve what is stale",
)
