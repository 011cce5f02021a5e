"""Where the cases play: towns of different latitudes, and how drivers and riders lie in them."""

from __future__ import annotations

from typing import Any

import numpy as np

from harness.kata import Case, Rng

from .. import geo
from ..geo import Array
from .clear import unclear

OSLO, PERTH, SINGAPORE = (
    (59_913_000, 10_752_000),
    (-31_953_000, 115_857_000),
    (1_352_000, 103_820_000),
)
SAN_FRANCISCO, REYKJAVIK = (37_775_000, -122_419_000), (64_147_000, -21_942_000)
DATE_LINE = (-16_800_000, 179_999_000)
TOWNS = (
    OSLO,
    PERTH,
    SINGAPORE,
    SAN_FRANCISCO,
    REYKJAVIK,
    (28_614_000, 77_209_000),
    (-23_551_000, -46_633_000),
    (40_713_000, -74_006_000),
    (51_507_000, -128_000),
    (-1_286_000, 36_817_000),
    DATE_LINE,
    (64_700_000, 10_536_000),  # one of the twelve pentagons lies here
)
HEIGHT_M, WIDTH_M = 33_000.0, 35_000.0
SIGMA_M = 900.0
TWO_KM = 2_000_000
"""The radius of most cases, in mm."""


def spots(rng: Rng, count: int = 8) -> Array:
    """Hot spots of a town, in metres north and east of its centre, float64[count, 2]."""
    return (rng.random((count, 2)) - 0.5) * [HEIGHT_M * 0.8, WIDTH_M * 0.8]


def scattered(
    rng: Rng, town: tuple[int, int], hot: Array, count: int, hot_share: float = 0.6
) -> tuple[Array, Array]:
    """Places of a town: a share of them about its hot spots, the rest anywhere."""
    metres = (rng.random((count, 2)) - 0.5) * [HEIGHT_M, WIDTH_M]
    in_spot = rng.random(count) < hot_share
    centres = hot[rng.integers(0, len(hot), int(in_spot.sum()))]
    metres[in_spot] = centres + rng.normal(0.0, SIGMA_M, centres.shape)
    return geo.stepped(town[0], town[1], metres[:, 0], metres[:, 1])


def asking(rng: Rng, town: tuple[int, int], hot: Array, count: int) -> tuple[Array, Array]:
    """Riders of a town; one in thirty asks from north of it, where few drivers come or none."""
    lat, lng = scattered(rng, town, hot, count)
    out = rng.random(count) < 1 / 30
    north = HEIGHT_M / 2 + rng.uniform(500, 4_500, int(out.sum()))
    east = (rng.random(len(north)) - 0.5) * WIDTH_M
    lat[out], lng[out] = geo.stepped(town[0], town[1], north, east)
    return lat, lng


def shared(rng: Rng, places: tuple[Array, Array]) -> tuple[Array, Array]:
    """The places, one in twenty of them that of somebody else: at a rank several wait."""
    own = np.arange(len(places[0]))
    same = np.where(rng.random(len(own)) < 0.05, rng.integers(0, len(own), len(own)), own)
    return places[0][same], places[1][same]


def nearby(rng: Rng, place: Any, count: int, reach_m: float) -> tuple[Array, Array]:
    """Places within a square of twice `reach_m` about a place."""
    metres = (rng.random((2, count)) * 2 - 1) * reach_m
    return geo.stepped(place[0], place[1], metres[0], metres[1])


def some_town(rng: Rng) -> tuple[int, int]:
    """Any but those of the date line and the pentagon, which have families of their own; and not
    exactly its centre.
    """
    town = TOWNS[int(rng.integers(0, len(TOWNS) - 2))]
    lat, lng = nearby(rng, town, 1, 3_000)
    return int(lat[0]), int(lng[0])


def elsewhere(rng: Rng, town: tuple[int, int]) -> tuple[int, int]:
    """A town as far north or south, in other cells: a workload's, which nobody has seen. Those of
    the date line and the pentagon stay there.
    """
    if town == TOWNS[-1]:
        return town
    north, east = rng.integers(-2_000_000, 2_000_001, 2).tolist()
    return town[0] + north, town[1] if town == DATE_LINE else town[1] + east


def apart(rng: Rng, town: tuple[int, int], count: int, step_m: float = 7_000) -> tuple[Any, Any]:
    """Places of a town so far from each other that what is near one is near no other."""
    side = int(np.ceil(np.sqrt(count)))
    north, east = np.divmod(np.arange(count), side)
    return geo.stepped(town[0], town[1], north * step_m, east * step_m)


def joined(*groups: tuple[Array, Array]) -> tuple[Array, Array]:
    """Several lots of places as one."""
    return (
        np.concatenate([np.atleast_1d(lat) for lat, _ in groups]),
        np.concatenate([np.atleast_1d(lng) for _, lng in groups]),
    )


def clear_case(
    rng: Rng, drivers: Any, riders: Any, n_riders: int, most: int, **further: Any
) -> Case:
    """A case of these drivers, in an order of their own, and so many of the riders: of those whose
    answer does not hang on 2 mm, as far as the `most` nearest drivers tell.
    """
    by_lat = np.argsort(drivers[0], kind="stable")
    lat, lng = (part[by_lat].astype(np.float64) for part in drivers)
    r_lat, r_lng = (part.astype(np.float64) for part in riders)
    kept = np.flatnonzero(~unclear(lat, lng, r_lat, r_lng, float(further["radius_mm"]), most))
    some, order = rng.permutation(kept)[:n_riders], rng.permutation(len(lat))
    return geo.points(
        (drivers[0][order], drivers[1][order]), (riders[0][some], riders[1][some]), **further
    )


def riders_of(case: Case) -> int:
    """How many riders a case has."""
    return len(case["pickup_cell"])
