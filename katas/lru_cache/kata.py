"""lru-cache: an exact LRU, replayed, served and measured at every size; then a better policy."""

from __future__ import annotations

from harness.kata import Capacity, Function, Group, Kata, Level, Pars, array, out, scalar

REPLAY = Function(
    "replay",
    (array("keys", "int64[n]"), scalar("capacity"), out("hit", "uint8[n]")),
    raises=True,
    sizes={"n": (0, 1_000_000)},
)
LRU = Function(
    "LRU",
    shape="stream",
    build=(scalar("capacity", low=0, high=1_000_000),),
    parameters=(
        Group(
            "batch",
            "Batch",
            (
                array("op", "uint8[n]", low=0, high=3),
                array("key", "int64[n]"),
                array("value", "int64[n]"),
            ),
        ),
        out("found", "uint8[n]"),
        out("answer", "int64[n]"),
    ),
    sizes={"n": (0, 1_000_000)},
)
HITS_BY_CAPACITY = Function(
    "hits_by_capacity",
    (array("keys", "int64[n]"), out("hits", "int64[n+1]")),
    sizes={"n": (0, 1_000_000)},
)
STEP = Function(
    "step",
    (array("keys", "int64[n]", low=0, high="n_keys-1"), out("choice", "int64[n]")),
    shape="policy",
    build=(
        scalar("capacity", low=1, high=100_000),
        scalar("n_keys", low=1, high=100_000),
        scalar("seed", low=0, high=2**31 - 1),
    ),
    sizes={"n": (0, 1_000_000)},
)

KATA = Kata(
    name="lru-cache",
    title="An exact LRU at any size, then a policy that beats it",
    version=3,
    systems=("Netflix", "Meta", "Twitter", "Instagram", "YouTube"),
    functions=(REPLAY, LRU, HITS_BY_CAPACITY, STEP),
    levels=(
        Level(
            "replay",
            "Which requests does an LRU cache answer?",
            function="replay",
            workloads=("small_cache", "large_cache"),
            pars=Pars(bronze=0.017, silver=0.14, gold=0.5),
        ),
        Level(
            "lru",
            "Serve gets, puts, deletes and peeks",
            function="LRU",
            workloads=("etc_pool",),
            pars=Pars(bronze=0.027, silver=0.2, gold=0.75),
        ),
        Level(
            "every-capacity",
            "The hits of every cache size, in one pass",
            function="hits_by_capacity",
            workloads=("million",),
            pars=Pars(bronze=0.02, silver=0.12, gold=0.5),
        ),
        Level(
            "policy",
            "Evict better than LRU, without seeing the future",
            function="step",
            workloads=("zipf", "loop", "drift", "scans", "wonders"),
            score="quality",
            pars=Pars(bronze=0.03, silver=0.2, gold=0.28),
            answers="properties",
        ),
        Level(
            "scan-flood",
            "An export of everything, then a celebrity: lose less than LRU does",
            function="step",
            workloads=("nightly_export",),
            score="quality",
            pars=Pars(bronze=0.05, silver=0.3, gold=0.55),
            answers="properties",
        ),
    ),
    rungs=("naive", "python", "numpy", "numba"),
    capacity=Capacity(
        level="replay",
        units=25_920_000_000,
        sentence="to try one cache size on a day of Twitter's timeline reads of 2013 "
        "(300,000 a second) would take {time}",
    ),
    builds_on="rate-limit",
    decides="what to evict, and what a scan may cost",
)
