"""fanout: posts reach the timelines of those who follow their authors, by push, pull or both."""

from __future__ import annotations

from harness.kata import Capacity, Function, Group, Kata, Level, Pars, array, out, scalar

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
    version=1,
    systems=("Twitter", "Instagram", "Slack"),
    functions=(_DELIVER, _TIMELINES),
    levels=(
        Level(
            name="deliver",
            title="Push every post to the timelines of its author's followers",
            function="deliver",
            families=(
                "worked_example",
                "no_posts",
                "nobody_follows",
                "random_small",
                "celebrity",
                "snowflake_ids",
                "full_rows",
                "overflow",
                "busy_author",
            ),
            workloads=("uniform",),
            pars=Pars(bronze=0.0125, silver=0.3, gold=0.6),
        ),
        Level(
            name="serve",
            title="Serve timelines while people post, follow, unfollow and delete",
            function="Timelines",
            families=(
                "serve_example",
                "nothing_to_read",
                "read_your_batch",
                "own_posts",
                "follow_backfill",
                "unfollow",
                "follow_twice",
                "delete_refill",
                "delete_unknown",
                "busy_followee",
                "celebrity_above_full_page",
                "threshold_crossing",
                "long_history",
                "random_stream",
                "churn",
            ),
            workloads=("timeline_reads",),
            pars=Pars(bronze=0.017, silver=0.2, gold=0.5),
        ),
    ),
    rungs=("naive", "python", "numpy", "numba"),
    capacity=Capacity(
        level="deliver",
        units=40_000_000,
        sentence="a post to 40 M followers would take {time}",
    ),
)
