"""timeline-merge: the newest posts of many sorted lists, merged when somebody reads."""

from __future__ import annotations

from harness.kata import Capacity, Function, Group, Kata, Level, Limits, Pars, array, out

_LISTS = {"A": (0, 1_000_000), "E": (0, 10_000_000), "k": (0, 1_000)}
_POSTS = Group(
    "posts",
    "Posts",
    (array("start", "int64[A+1]", low=0, high="E"), array("id", "int64[E]", low=1)),
)
_NEWEST = Function(
    "newest",
    (_POSTS, array("authors", "int32[F]", low=0, high="A-1"), out("page", "int64[k]")),
    sizes={**_LISTS, "F": (0, 1_000_000)},
)
_NEWEST_MANY = Function(
    "newest_many",
    (
        _POSTS,
        Group(
            "requests",
            "Requests",
            (
                array("begin", "int64[R+1]", low=0, high="F"),
                array("author", "int32[F]", low=0, high="A-1"),
                array("after", "int64[R]", low=0),
                array("upto", "int64[R]", low=0),
            ),
        ),
        array("deleted", "int64[D]", low=1),
        out("pages", "int64[R,k]"),
    ),
    sizes={**_LISTS, "R": (0, 100_000), "F": (0, 10_000_000), "D": (0, 10_000_000)},
)

KATA = Kata(
    name="timeline-merge",
    title="The newest posts of many sorted lists, merged when somebody reads",
    version=3,
    systems=("Twitter", "Google", "Instagram", "Discord"),
    functions=(_NEWEST, _NEWEST_MANY),
    levels=(
        Level(
            name="newest",
            title="One page of one request",
            function="newest",
            workloads=("public_timeline",),
            pars=Pars(bronze=0.012, silver=0.4, gold=0.65),
        ),
        Level(
            name="cursors",
            title="Pages between cursors, without what is repeated or deleted",
            function="newest_many",
            workloads=("paging",),
            pars=Pars(bronze=0.019, silver=0.1, gold=0.5),
        ),
        Level(
            name="many-lists",
            title="A thousand lists a request, and lists of thousands",
            function="newest_many",
            workloads=("thousand_follows", "long_pages"),
            pars=Pars(bronze=0.006, silver=0.1, gold=0.5),
        ),
        Level(
            name="hybrid",
            title="A long home list, and the celebrities whom nobody pushes",
            function="newest_many",
            workloads=("home_and_fifty",),
            pars=Pars(bronze=0.01, silver=0.1, gold=0.5),
        ),
        Level(
            name="world-cup",
            title="World Cup: everybody reads, one floods, and half of the newest is deleted",
            function="newest_many",
            workloads=("final_whistle",),
            pars=Pars(bronze=0.005, silver=0.1, gold=0.5),
        ),
    ),
    rungs=("naive", "python", "numpy", "numba"),
    limits=Limits(call_s=8.0),  # a dozen kernels take some seconds to compile
    capacity=Capacity(
        level="many-lists",
        units=300_000,
        sentence="300,000 timeline reads, a second of Twitter in 2013, would take {time}",
    ),
    builds_on="rate-limit",
    decides="which lists to open, and how far to read",
)
