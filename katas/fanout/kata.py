"""fanout: posts reach the timelines of those who follow their authors, by push, pull or both."""

from __future__ import annotations

from harness.kata import Capacity, Function, Group, Kata, Level, Limits, Pars, array, out, scalar

_CSR = (array("start", "int64[U+1]"), array("user", "int32[E]"))

_DELIVER = Function(
    "deliver",
    parameters=(
        Group("followers", "Followers", _CSR),
        array("author", "int32[T]"),
        array("tweet", "int64[T]"),
        out("timelines", "int64[U,64]"),
    ),
)

_CHOOSE = Function(
    "choose",
    parameters=(
        Group("followers", "Followers", _CSR),
        array("posts_per_hour", "int64[U]"),
        array("reads_per_hour", "int64[U]"),
        Group("costs", "Costs", (scalar("per_push"), scalar("per_pull"))),
        scalar("burst_cap"),
        out("push", "bool[E]"),
    ),
)

_TIMELINES = Function(
    "Timelines",
    shape="stream",
    build=(scalar("n_users"), Group("following", "Following", _CSR)),
    parameters=(
        Group(
            "batch",
            "Batch",
            (array("kind", "uint8[n]"), array("user", "int32[n]"), array("arg", "int64[n]")),
        ),
        out("pages", "int64[R,50]"),
    ),
)

KATA = Kata(
    name="fanout",
    title="Push, pull and both: who pays for a timeline",
    version=2,
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
            workloads=("any_burst", "small_bursts"),
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
            pars=Pars(bronze=0.07, silver=0.22, gold=0.5),
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
)
