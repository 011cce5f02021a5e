"""snowflake: 64-bit ids in the order of time, and clocks that go back.

Putting an id together is no function of its own: all levels but the first do it, for the one
layout whose ids are issued here, and a kata has four functions at most. Taking apart is asked of
all three layouts, since that is where signs, floats and epochs go wrong.

The pars of `unpack` lie close together because the roads do: the reference writes as fast as memory
takes it, numpy passes over it five times instead of once, and nothing lies between the two but
fewer passes. Silver is above what whole-array steps reach, even into given outputs (0.43 to 0.46).
On a quiet machine and on a busy one the numba rung stood between 0.45 and 0.74 at `generate` and
between 0.52 and 0.78 at `issue-6`; their gold is above both.
"""

from __future__ import annotations

from harness.kata import Capacity, Function, Group, Kata, Level, Parameter, Pars, array, out, scalar

_FIRST_MS, _LAST_MS = 1_288_834_974_658, 3_487_858_230_208
"""The first and the last time of an id."""
_CALL = {"n": (0, 10_000_000)}

_UNPACK = Function(
    "unpack",
    (
        array("ids", "int64[n]"),
        scalar("layout"),
        out("ms", "int64[n]"),
        out("worker", "int64[n]"),
        out("sequence", "int64[n]"),
    ),
    raises=True,
    sizes=_CALL,
)
_GENERATE = Function(
    "generate",
    (
        array("clock_ms", "int64[n]"),
        scalar("worker"),
        Parameter("state", "int64[2]", "inout", low=-1, high=_LAST_MS),
        out("ids", "int64[n]"),
    ),
    raises=True,
    sizes=_CALL,
)
_GENERATE_MANY = Function(
    "generate_many",
    (
        array("clock_ms", "int64[n]"),
        array("worker", "int16[n]", low=0, high=1023),
        scalar("max_drift_ms", low=0, high=10**9),
        Parameter("state", "int64[1024,2]", "inout", low=-1, high=_LAST_MS),
        out("ids", "int64[n]"),
    ),
    sizes=_CALL,
)
_FLEET = Function(
    "Fleet",
    shape="stream",
    build=(
        array("worker", "int16[P]", low=0, high=1023),
        array("lease_end_ms", "int64[P]", low=0, high=_LAST_MS),
        scalar("lease_ms", low=1, high=10**9),
        scalar("max_drift_ms", low=0, high=10**9),
    ),
    parameters=(
        Group(
            "batch",
            "Batch",
            (
                array("kind", "uint8[n]", low=0, high=1),
                array("process", "int32[n]", low=0, high="P-1"),
                array("clock_ms", "int64[n]", low=_FIRST_MS, high=_LAST_MS),
            ),
        ),
        out("ids", "int64[n]"),
        out("rejected", "int64[1]"),
        out("collision", "int64[1]"),
    ),
    sizes={"P": (1, 2048), "n": (0, 1_000_000)},
)

KATA = Kata(
    name="snowflake",
    title="Ids that nobody gets twice, on clocks that go back",
    version=3,
    systems=("Twitter", "Instagram", "Discord"),
    functions=(_UNPACK, _GENERATE, _GENERATE_MANY, _FLEET),
    levels=(
        Level(
            "unpack",
            "What an id says: time, worker, sequence",
            function="unpack",
            workloads=("archive",),
            pars=Pars(bronze=0.0033, silver=0.52, gold=0.7),
        ),
        Level(
            "generate",
            "One worker, and a clock that may stand still or go back",
            function="generate",
            workloads=("bursts",),
            pars=Pars(bronze=0.0045, silver=0.17, gold=0.85),
        ),
        Level(
            "many-workers",
            "1,024 workers that borrow from the future, within a bound",
            function="generate_many",
            workloads=("one_worker", "thousand_workers"),
            pars=Pars(bronze=0.0028, silver=0.05, gold=0.65),
        ),
        Level(
            "restart",
            "Crash and restart: no id from before the end of the lease",
            function="Fleet",
            workloads=("rolling_restarts",),
            pars=Pars(bronze=0.0042, silver=0.1, gold=0.7),
        ),
        Level(
            "issue-6",
            "Clocks step back, a machine pauses, and two processes are one worker",
            function="Fleet",
            workloads=("bad_night",),
            pars=Pars(bronze=0.0057, silver=0.1, gold=0.9),
        ),
    ),
    rungs=("naive", "python", "numpy", "numba"),
    capacity=Capacity(
        level="many-workers",
        units=4_194_304_000,
        sentence="one second of 1,024 workers that issue all the ids their format allows "
        "would take one core {time}",
    ),
    builds_on="rate-limit",
    decides="what to do while the clock goes back",
)
