"""spatial-match: the nearest drivers, the best match, and a dispatcher on New Year's Eve."""

from __future__ import annotations

from harness.kata import Capacity, Function, Group, Kata, Level, Limits, Pars, array, out, scalar

_DRIVERS = Group(
    "drivers",
    "Drivers",
    (array("lat_e6", "int32[D]"), array("lng_e6", "int32[D]"), array("cell", "int64[D]")),
)
_RIDERS = Group(
    "riders",
    "Riders",
    (
        array("pickup_lat_e6", "int32[Q]"),
        array("pickup_lng_e6", "int32[Q]"),
        array("pickup_cell", "int64[Q]"),
    ),
)

_NEAREST = Function(
    "nearest", (_DRIVERS, _RIDERS, scalar("radius_mm"), out("driver", "int32[Q]")), raises=True
)
_NEAREST_K = Function(
    "nearest_k", (_DRIVERS, _RIDERS, scalar("radius_mm"), out("drivers_k", "int32[Q,K]"))
)
_MATCH = Function("match", (_DRIVERS, _RIDERS, scalar("radius_mm"), out("driver", "int32[Q]")))
_DISPATCHER = Function(
    "Dispatcher",
    shape="stream",
    build=(scalar("n_drivers"), scalar("radius_mm"), scalar("ride_ms")),
    parameters=(
        Group(
            "moves",
            "Moves",
            (
                array("number", "int32[M]"),
                array("lat_e6", "int32[M]"),
                array("lng_e6", "int32[M]"),
                array("cell", "int64[M]"),
                array("t_ms", "int64[M]"),
            ),
        ),
        _RIDERS,
        scalar("tick_ms"),
        out("driver", "int32[Q]"),
        out("hot", "int64[3]"),
    ),
)
_CELLS = Function(
    "cells",
    (
        Group("places", "Places", (array("lat_e6", "int32[n]"), array("lng_e6", "int32[n]"))),
        scalar("resolution"),
        out("cell", "int64[n]"),
    ),
    raises=True,
)

KATA = Kata(
    name="spatial-match",
    title="The nearest driver, and who gets whom",
    version=2,
    systems=("Uber", "DoorDash", "Tesla", "Airbnb"),
    functions=(_NEAREST, _NEAREST_K, _MATCH, _DISPATCHER, _CELLS),
    levels=(
        Level(
            "nearest",
            "The nearest driver of each rider of a city",
            function="nearest",
            workloads=("city",),
            pars=Pars(bronze=0.015, silver=0.1, gold=0.7),
        ),
        Level(
            "world",
            "The k nearest, on the date line, at 60 degrees north and around a pentagon",
            function="nearest_k",
            workloads=("world",),
            pars=Pars(bronze=0.035, silver=0.1, gold=0.7),
        ),
        Level(
            "match",
            "As many riders as possible, then as few millimetres as possible",
            function="match",
            workloads=("evening",),
            pars=Pars(bronze=0.02, silver=0.056, gold=0.5),
        ),
        Level(
            "dispatch",
            "Serve requests while drivers move: the late, the stale and the busy",
            function="Dispatcher",
            workloads=("weekday",),
            pars=Pars(bronze=0.07, silver=0.3, gold=0.75),
        ),
        Level(
            "new-years-eve",
            "Twenty times the requests, and three in ten from one cell",
            function="Dispatcher",
            workloads=("midnight",),
            pars=Pars(bronze=0.015, silver=0.12, gold=0.65),
            rate_slowest=True,
        ),
        Level(
            "cells",
            "For experts: the H3 cell of each place, bit for bit",
            function="cells",
            workloads=("places",),
            pars=Pars(bronze=0.03, silver=0.2, gold=0.5),
            bonus=True,
        ),
    ),
    rungs=("naive", "python", "numpy", "numba"),
    limits=Limits(call_s=20.0),  # the kernels of a search or a match take some seconds to compile
    capacity=Capacity(
        level="nearest",
        units=20_000_000,
        sentence="a day's 20 M rides, 2,000 of them to each fresh index, would take {time}",
    ),
    builds_on="timeline-merge",
)
