"""lru-cache: replay an exact LRU over a trace, then write a policy that beats it."""

from harness.kata import Capacity, Function, Kata, Level, Pars, array, out, scalar

REPLAY = Function(
    "replay",
    (array("keys", "int64[n]"), scalar("capacity"), out("hit", "uint8[n]")),
    raises=True,
)
STEP = Function(
    "step",
    (array("keys", "int64[n]"), out("choice", "int64[n]")),
    shape="policy",
    build=(scalar("capacity"), scalar("n_keys"), scalar("seed")),
)

KATA = Kata(
    name="lru-cache",
    title="Replay an exact LRU cache, then write a policy that beats it",
    version=1,
    systems=("Netflix", "Meta", "Twitter", "Instagram", "YouTube"),
    functions=(REPLAY, STEP),
    levels=(
        Level(
            "replay",
            "Which requests does an LRU cache answer?",
            function="replay",
            families=(
                "worked_example",
                "capacity_one",
                "never_full",
                "refresh_order",
                "loop_one_too_long",
                "repeats",
                "capacity_zero",
                "negative_capacity",
                "colliding_keys",
                "extreme_keys",
                "no_requests",
                "random_zipf",
            ),
            workloads=("small_cache", "large_cache"),
            pars=Pars(bronze=0.02, silver=0.14, gold=0.5),
        ),
        Level(
            "policy",
            "Evict better than LRU, without seeing the future",
            function="step",
            families=(
                "one_place",
                "two_places",
                "cache_never_full",
                "room_for_every_key",
                "one_hit_wonders",
                "small_loop",
                "small_zipf",
            ),
            workloads=("zipf", "loop", "drift"),
            score="quality",
            pars=Pars(bronze=0.03, silver=0.2, gold=0.28),
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
)
