"""twitter: a whole site through one bad evening; what is pushed, what is merged, who is refused."""

from __future__ import annotations

from collections.abc import Generator

from harness.kata import (
    Answers,
    Capacity,
    Case,
    Function,
    Group,
    Kata,
    Level,
    Limits,
    Pars,
    array,
    out,
    scalar,
)

READS_MAX, MISSING_MAX = 4_096, 262_144
"""Of one question; where a tick has more, more questions are asked."""
POSTS_MAX = 16_384

LOAD = Group(
    "load",
    "Load",
    (
        scalar("now_ms"),
        scalar("accounts"),
        scalar("rows"),
        scalar("rows_max"),
        scalar("deliver_cores"),
        scalar("wait_deliver_ms"),
        scalar("queued"),
        scalar("read_cores"),
        scalar("wait_read_ms"),
    ),
)
ON_POST = Function(
    "on_post",
    (
        Group(
            "posts",
            "Posts",
            (
                array("author", "int64[n]"),
                array("followers", "int64[n,6]"),
                array("reply", "int64[n]"),
            ),
        ),
        LOAD,
        out("push", "int8[n]"),
    ),
    sizes={"n": (1, POSTS_MAX)},
)
ON_READ = Function(
    "on_read",
    (
        Group(
            "reads",
            "Reads",
            (
                array("user", "int64[r]"),
                array("activity", "int64[r]"),
                array("following", "int64[r]"),
                array("lost", "int64[r]"),
                array("tries", "int64[r]"),
                array("start", "int64[r+1]"),
            ),
        ),
        Group(
            "missing",
            "Missing",
            (
                array("author", "int64[k]"),
                array("followers", "int64[k]"),
                array("oldest_ms", "int64[k]"),
                array("posts", "int64[k]"),
                array("on_way", "int64[k]"),
                array("answered", "int64[k]"),
            ),
        ),
        LOAD,
        out("merge", "int8[k]"),
        out("act", "int8[r]"),
    ),
    sizes={"r": (1, READS_MAX), "k": (0, MISSING_MAX)},
)


def _play(case: Case) -> Generator[tuple[str, Case], Answers, None]:
    from .world import play  # loads numpy and numba

    return play(case)


SITE = Function(
    "Site",
    (),
    shape="world",
    build=(
        scalar("evening", low=1, high=5),
        scalar("seed", low=0, high=2**24),
        scalar("users", low=10, high=50_000),
        scalar("seconds", low=1, high=60),
        scalar("deliver_cores", low=1, high=200),
        scalar("read_cores", low=1, high=200),
        scalar("p99_ms", low=1, high=60_000),
        scalar("bad_ppm", low=0, high=1_000_000),
        scalar("early_ppm", low=0, high=1_000_000),
        scalar("gone_ppm", low=0, high=1_000_000),
        scalar("rows_max", low=0, high=50_000),
    ),
    turns=(ON_POST, ON_READ),
    play=_play,
)

KATA = Kata(
    name="twitter",
    title="A whole site, one bad evening: push to whom, merge when, refuse whom",
    version=1,
    systems=("Twitter", "Instagram", "Meta", "LinkedIn"),
    functions=(SITE,),
    levels=(
        Level(
            "monday",
            "Reads grow from one second to the next, and every page is to be there in time",
            function="Site",
            score="none",
            answers="properties",
        ),
        Level(
            "rows",
            "Memory for 20,000 rows, and 50,000 accounts",
            function="Site",
            score="none",
            answers="properties",
        ),
        Level(
            "star",
            "One account with 30,000 followers, and answers that overtake what they answer",
            function="Site",
            score="none",
            answers="properties",
        ),
        Level(
            "world-cup",
            "Ten thousand middling accounts: first everybody reads, then everybody posts",
            function="Site",
            workloads=("final",),
            score="quality",
            pars=Pars(bronze=0.1, silver=0.31, gold=0.4),
            answers="properties",
        ),
        Level(
            "node-dies",
            "A quarter of the rows is gone in the middle of the peak",
            function="Site",
            workloads=("peak",),
            score="quality",
            pars=Pars(bronze=0.06, silver=0.135, gold=0.145),
            answers="properties",
        ),
    ),
    rungs=("naive", "backlog", "budget"),
    capacity=Capacity(
        level="world-cup",
        units=60,
        sentence="to decide a minute of the final would take {time}",
    ),
    limits=Limits(call_s=20.0),
    builds_on="fanout",
    decides="push to whom, merge when, refuse whom",
)
