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

from harness.kata import Capacity, Function, Group, Kata, Level, Pars, array, inout, out, scalar

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
)
_GENERATE = Function(
    "generate",
    (
        array("clock_ms", "int64[n]"),
        scalar("worker"),
        inout("state", "int64[2]"),
        out("ids", "int64[n]"),
    ),
    raises=True,
)
_GENERATE_MANY = Function(
    "generate_many",
    (
        array("clock_ms", "int64[n]"),
        array("worker", "int16[n]"),
        scalar("max_drift_ms"),
        inout("state", "int64[1024,2]"),
        out("ids", "int64[n]"),
    ),
)
_FLEET = Function(
    "Fleet",
    shape="stream",
    build=(
        array("worker", "int16[P]"),
        array("lease_end_ms", "int64[P]"),
        scalar("lease_ms"),
        scalar("max_drift_ms"),
    ),
    parameters=(
        Group(
            "batch",
            "Batch",
            (
                array("kind", "uint8[n]"),
                array("process", "int32[n]"),
                array("clock_ms", "int64[n]"),
            ),
        ),
        out("ids", "int64[n]"),
        out("rejected", "int64[1]"),
        out("collision", "int64[1]"),
    ),
)

KATA = Kata(
    name="snowflake",
    title="Ids that nobody gets twice, on clocks that go back",
    version=2,
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
)
