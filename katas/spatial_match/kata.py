"""spatial-match: the nearest drivers, the best match, and a dispatcher on New Year's Eve."""

from __future__ import annotations

from harness.kata import Capacity, Function, Group, Kata, Level, Limits, Pars, array, out, scalar

_LAT, _LNG = {"low": -90_000_000, "high": 90_000_000}, {"low": -180_000_000, "high": 179_999_999}
_DRIVERS = Group(
    "drivers",
    "Drivers",
    (
        array("lat_e6", "int32[D]", **_LAT),
        array("lng_e6", "int32[D]", **_LNG),
        array("cell", "int64[D]"),
    ),
)
_RIDERS = Group(
    "riders",
    "Riders",
    (
        array("pickup_lat_e6", "int32[Q]", **_LAT),
        array("pickup_lng_e6", "int32[Q]", **_LNG),
        array("pickup_cell", "int64[Q]"),
    ),
)
_RADIUS = scalar("radius_mm", low=0, high=5_000_000)
_NEAR_SIZES = {"D": (0, 200_000), "Q": (0, 10_000)}

_NEAREST = Function(
    "nearest",
    (
        _DRIVERS,
        _RIDERS,
        scalar("radius_mm", low=-5_000_000, high=5_000_000),
        out("driver", "int32[Q]"),
    ),
    raises=True,
    sizes=_NEAR_SIZES,
)
_NEAREST_K = Function(
    "nearest_k",
    (_DRIVERS, _RIDERS, _RADIUS, out("drivers_k", "int32[Q,K]")),
    sizes={**_NEAR_SIZES, "K": (1, 100)},
)
_MATCH = Function(
    "match",
    (_DRIVERS, _RIDERS, _RADIUS, out("driver", "int32[Q]")),
    sizes={"D": (0, 2_000), "Q": (0, 2_000)},
)
_DISPATCHER = Function(
    "Dispatcher",
    shape="stream",
    build=(
        scalar("n_drivers", low=0, high=100_000),
        _RADIUS,
        scalar("ride_ms", low=0, high=86_400_000),
    ),
    parameters=(
        Group(
            "moves",
            "Moves",
            (
                array("number", "int32[M]", low=1, high="n_drivers"),
                array("lat_e6", "int32[M]", **_LAT),
                array("lng_e6", "int32[M]", **_LNG),
                array("cell", "int64[M]"),
                array("t_ms", "int64[M]", low=0, high="tick_ms"),
            ),
        ),
        _RIDERS,
        scalar("tick_ms", low=0, high=2**53),
        out("driver", "int32[Q]"),
        out("hot", "int64[3]"),
    ),
    sizes={"M": (0, 100_000), "Q": (0, 5_000)},
)
_CELLS = Function(
    "cells",
    (
        Group(
            "places",
            "Places",
            (array("lat_e6", "int32[n]", **_LAT), array("lng_e6", "int32[n]", **_LNG)),
        ),
        scalar("resolution", low=-100, high=100),
        out("cell", "int64[n]"),
    ),
    raises=True,
    sizes={"n": (0, 1_000_000)},
)

KATA = Kata(
    name="spatial-match",
    title="The nearest driver, and who gets whom",
    version=3,
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
    decides="who gets whom, and what answering at once costs",
)
