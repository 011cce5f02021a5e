"""fanout: posts reach the timelines of those who follow their authors, by push, pull or both."""

from __future__ import annotations

from harness.kata import Capacity, Function, Group, Kata, Level, Limits, Pars, array, out, scalar

_CSR = (
    array("start", "int64[U+1]", low=0, high="E"),
    array("user", "int32[E]", low=0, high="U-1"),
)
_GRAPH = {"U": (0, 100_000), "E": (0, 2_500_000)}

_DELIVER = Function(
    "deliver",
    parameters=(
        Group("followers", "Followers", _CSR),
        array("author", "int32[T]", low=0, high="U-1"),
        array("tweet", "int64[T]", low=1),
        out("timelines", "int64[U,64]"),
    ),
    sizes={**_GRAPH, "T": (0, 1_000_000)},
)

_CHOOSE = Function(
    "choose",
    parameters=(
        Group("followers", "Followers", _CSR),
        array("posts_per_hour", "int64[U]", low=0),
        array("reads_per_hour", "int64[U]", low=0),
        Group("costs", "Costs", (scalar("per_push", low=1), scalar("per_pull", low=1))),
        scalar("burst_cap", low=0),
        out("push", "bool[E]"),
    ),
    sizes=_GRAPH,
)

_TIMELINES = Function(
    "Timelines",
    shape="stream",
    build=(scalar("n_users", low=0, high=100_000), Group("following", "Following", _CSR)),
    parameters=(
        Group(
            "batch",
            "Batch",
            (
                array("kind", "uint8[n]", low=0, high=4),
                array("user", "int32[n]", low=0, high="n_users-1"),
                array("arg", "int64[n]", low=0),
            ),
        ),
        out("pages", "int64[R,50]"),
    ),
    sizes={**_GRAPH, "n": (0, 1_000_000), "R": (0, 1_000_000)},
)

KATA = Kata(
    name="fanout",
    title="Push, pull and both: who pays for a timeline",
    version=3,
    systems=("Twitter", "Instagram", "Slack"),
    functions=(_DELIVER, _CHOOSE, _TIMELINES),
    levels=(
        Level(
            name="deliver",
            title="Push every post to the timelines of its author's followers",
            function="deliver",
            workloads=("uniform",),
            pars=Pars(bronze=0.024, silver=0.3, gold=0.7),
        ),
        Level(
            name="celebrities",
            title="The same where one account has a third of all users as followers",
            function="deliver",
            workloads=("celebrities",),
            pars=Pars(bronze=0.021, silver=0.3, gold=0.7),
        ),
        Level(
            name="choose",
            title="Decide for each reader of each author who does the work",
            function="choose",
            workloads=("any_burst", "small_bursts", "close_calls"),
            score="quality",
            pars=Pars(bronze=0.04, silver=0.11, gold=0.9),
            answers="properties",
        ),
        Level(
            name="serve",
            title="Serve timelines while people post, follow, unfollow and delete",
            function="Timelines",
            workloads=("timeline_reads",),
            pars=Pars(bronze=0.017, silver=0.2, gold=0.5),
        ),
        Level(
            name="fail-whale",
            title="The World Cup: half of all follow an account that posts 100 times in a second",
            function="Timelines",
            workloads=("world_cup",),
            pars=Pars(bronze=0.04, silver=0.25, gold=0.5),
            rate_slowest=True,
        ),
    ),
    rungs=("naive", "python", "numpy", "numba"),
    limits=Limits(call_s=8.0),  # a class of a dozen kernels takes three to compile
    capacity=Capacity(
        level="deliver",
        units=40_000_000,
        sentence="a post to 40 M followers would take {time}",
    ),
    builds_on="timeline-merge",
    decides="push or pull, for each reader of each author",
)
