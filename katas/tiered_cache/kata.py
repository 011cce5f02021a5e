"""tiered-cache: edges before a regional tier before an origin, that must not be asked too much."""

from __future__ import annotations

from harness.kata import Capacity, Function, Group, Kata, Level, Limits, Pars, array, out, scalar

TWO_TIERS = Function(
    "two_tiers",
    (
        array("node", "int16[n]"),
        array("key", "int32[n]"),
        scalar("n_nodes"),
        scalar("n_keys"),
        scalar("edge_capacity"),
        scalar("regional_capacity"),
        out("outcome", "uint8[n]"),
    ),
    raises=True,
)
REPLAY = Function(
    "replay",
    (
        Group(
            "events",
            "Events",
            (
                array("t_us", "int64[n]"),
                array("node", "int16[n]"),
                array("key", "int32[n]"),
                array("op", "uint8[n]"),
            ),
        ),
        Group(
            "system",
            "System",
            (
                scalar("n_nodes"),
                scalar("n_keys"),
                scalar("edge_capacity"),
                scalar("regional_capacity"),
                scalar("edge_ttl_us"),
                scalar("regional_ttl_us"),
                scalar("edge_us"),
                scalar("regional_us"),
                scalar("origin_us"),
                scalar("coalesce"),
                scalar("down_from_us"),
                scalar("down_until_us"),
            ),
        ),
        out("outcome", "uint8[n]"),
        out("done_us", "int64[n]"),
    ),
)
STEP = Function(
    "step",
    (array("keys", "int64[n]"), out("action", "int64[n]")),
    shape="policy",
    build=(
        scalar("n_keys"),
        scalar("n_warm"),
        scalar("origin_capacity"),
        scalar("origin_ms"),
        scalar("ttl_ms"),
        scalar("seed"),
    ),
)

KATA = Kata(
    name="tiered-cache",
    title="Edge, regional tier, origin: exact replay, then an origin that survives",
    version=2,
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
)
