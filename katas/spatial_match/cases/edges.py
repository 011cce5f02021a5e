"""Places that decide by millimetres, and where latitudes and longitudes end: for every level."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from h3.api import basic_int as h3  # type: ignore[import-untyped]

from harness.kata import Case, Rng

from .. import geo
from ..geo import Array
from . import towns
from .clear import clear
from .towns import TWO_KM

FIVE_KM = 5_000_000
TIGHT_MM = (2.1, 5.0)
"""So near to the radius, or to each other, are distances that decide."""
Maker = Callable[[Rng], Case]


def at_distance(
    rng: Rng, place: Any, mm: float, between: tuple[float, float], way: str = "any"
) -> Array | None:
    """A place whose distance from another is `mm` and a little more, by so many mm; in any
    direction, `north` or south, or `east` or west; int64[2]; None where there is none.

    Of each row of latitude that is near enough, the longitude at just that distance, rounded.
    """
    lat, lng = float(place[0]), float(place[1])
    rows = int(np.degrees(mm / geo.RADIUS_MM) * 1e6)
    few = rows // 50 if way == "east" else rows
    up = np.unique(rng.integers(-few, few, 500, endpoint=True))
    if way == "north":
        up = np.array([-rows, 1 - rows, rows - 1, rows])
    up = up[np.abs(lat + up) <= 90_000_000]
    other = np.radians((lat + up) / 1e6)
    exact = mm + (between[0] + between[1]) / 2
    chord = np.sin(exact / geo.RADIUS_MM / 2) ** 2 - np.sin(np.radians(up / 1e6) / 2) ** 2
    across = chord / (np.cos(np.radians(lat / 1e6)) * np.cos(other))
    met = (across >= 0) & (across <= 1)
    turn = np.degrees(2 * np.arcsin(np.sqrt(across[met]))) * 1e6
    lat_e6 = np.tile(np.rint(lat + up[met]), 2).astype(np.int64)
    lng_e6 = geo.wrapped(np.rint(lng + np.concatenate([turn, -turn]))).astype(np.int64)
    off = geo.exact_mm(lat, lng, lat_e6, lng_e6) - mm
    fit = np.flatnonzero((off > between[0]) & (off < between[1]))
    if not len(fit):
        return None
    one = int(rng.choice(fit))
    return np.array([lat_e6[one], lng_e6[one]])


def somewhere(rng: Rng, count: int, step_m: float) -> Array:
    """Places far from each other, at all latitudes that have streets, some at 180 degrees."""
    town = towns.apart(rng, towns.some_town(rng), count - count // 3, step_m)
    lat = rng.permutation(np.arange(count // 3)) * 11_000_000 - 30_000_000
    line = lat + rng.integers(0, 9_000_000, len(lat)), rng.integers(-3, 3, len(lat)) - 180_000_000
    both = towns.joined(town, (line[0], geo.wrapped(line[1])))
    return np.array(both)[:, rng.permutation(count)].astype(np.int64)


def _two_within(rng: Rng, rider: Any, radius_mm: int) -> list[Array] | None:
    """Two drivers within the radius, one of them nearer by some mm, who comes first or second."""
    mm = float(rng.uniform(0.6, 0.9)) * radius_mm
    first = at_distance(rng, rider, mm, (0.0, 9.0))
    if first is None:
        return None
    mm = float(geo.exact_mm(rider[0], rider[1], first[0], first[1]))
    second = at_distance(rng, rider, mm, TIGHT_MM)
    if second is None:
        return None
    return [first, second] if rng.random() < 0.5 else [second, first]


def decided_by_mm(rng: Rng, radius_mm: int) -> Case:
    """A third of the riders has a driver some mm within the radius, a third one some mm outside of
    it, and a third two drivers of whom one is nearer by some mm.

    Of those just within or outside, some are due north or south, and some east or west.
    """
    ways = ["any", "any"] + (["north", "east"] * 2 if radius_mm >= TWO_KM else ["any", "east"] * 2)
    below, above = (-TIGHT_MM[1], -TIGHT_MM[0]), TIGHT_MM
    while True:
        riders, drivers = somewhere(rng, 18, radius_mm / 300 + 900), []
        for i, rider in enumerate(riders.T):
            if i % 3 == 2:
                near = _two_within(rng, rider, radius_mm)
            else:
                one = at_distance(rng, rider, radius_mm, (below, above)[i % 3], ways[i // 3])
                near = None if one is None else [one]
            drivers += near or []
        lat, lng = np.array(drivers).T
        case = geo.points((lat, lng), (riders[0], riders[1]), radius_mm=radius_mm)
        if len(drivers) == 24:
            return geo.keep_riders(case, rng.permutation(18))


@clear
def small_edge(rng: Rng) -> Case:
    """The radius is a house or a street, and millimetres decide."""
    return decided_by_mm(rng, int(rng.integers(30_000, 90_000)))


@clear
def city_edge(rng: Rng) -> Case:
    """The radius is two kilometres, and millimetres decide."""
    return decided_by_mm(rng, TWO_KM)


@clear
def largest_edge(rng: Rng) -> Case:
    """The radius is five kilometres, and millimetres decide."""
    return decided_by_mm(rng, FIVE_KM)


@clear
def corners_of_the_earth(rng: Rng) -> Case:
    """Both poles, both ends of longitude, the zeros, and places and cells equal in their low bits.

    Whoever is there has neighbours some hundred metres away, on the other side as well.
    """
    far = [int(lng) for lng in rng.integers(-170_000_000, 170_000_000, 6)]
    town = towns.some_town(rng)
    bits = [(town[0] + y * 2**16, town[1] + x * 2**16) for y, x in ((0, 0), (1, 0), (0, 1), (1, 1))]
    lat, lng = int(rng.integers(10_000_000, 50_000_000)), int(rng.integers(1_000, 2_000))
    drivers = [
        (90_000_000, far[0]),
        (89_998_000 - int(rng.integers(0, 500)), far[1]),
        (-90_000_000, far[2]),
        (-89_997_000 - int(rng.integers(0, 500)), far[3]),
        (0, -180_000_000),
        (1, 179_999_600 - lng),
        (-lng, 179_999_999),
        (lat, 0),
        (lat + lng, 1),
        *bits,
        *same_low_bits(town),
    ]
    riders = [
        (90_000_000, far[4]),
        (89_999_000, int(geo.wrapped(far[1] + 180_000_000))),
        (-90_000_000, far[5]),
        (-89_999_500, int(geo.wrapped(far[3] + 170_000_000))),
        (0, 179_999_999),
        (1, -180_000_000),
        (lng, -179_999_999 + lng),
        (lat + 1, 1),
        (lat + 2 * lng, 0),
        (0, 0),
    ]
    beside = np.array([*bits, *same_low_bits(town)]).T
    near = beside[0] + int(rng.integers(200, 800)), beside[1] - int(rng.integers(200, 800))
    shuffled = np.array(drivers)[rng.permutation(len(drivers))].T
    joined = towns.joined(tuple(np.array(riders).T), near)
    return geo.points(tuple(shuffled), joined, radius_mm=int(rng.integers(400_000, 900_000)))


def same_low_bits(town: tuple[int, int]) -> list[tuple[int, int]]:
    """The centres of two far cells that agree in their lowest 32 bits with the town's."""
    own = h3.latlng_to_cell(town[0] / 1e6, town[1] / 1e6, 9)
    found: list[tuple[int, int]] = []
    for digit in range(7):
        other = own & ~(7 << 36) | digit << 36
        if other != own and h3.is_valid_cell(other) and len(found) < 2:
            lat, lng = h3.cell_to_latlng(other)
            found.append((round(lat * 1e6), int(geo.wrapped(round(lng * 1e6)))))
    return found


def around_a_pole(rng: Rng, drivers: int = 248, riders: int = 12) -> Case:
    """Places on all sides of a pole. Some riders are so near to it that their drivers are too."""
    sign, count = int(rng.choice([-1, 1])), riders + drivers
    metres = 1_900 * np.sqrt(rng.random(count))
    metres[:4] *= 0.03
    lat = sign * np.rint(90e6 - np.degrees(metres * 1e9 / geo.RADIUS_MM))
    lng = rng.integers(-180_000_000, 180_000_000, count)
    here, there = (lat[:riders], lng[:riders]), (lat[riders:], lng[riders:])
    return geo.points(there, here, radius_mm=TWO_KM)


def across_a_pole(rng: Rng, drivers: int = 20, riders: int = 12) -> Case:
    """Riders on one side of a pole, all drivers on the other: no flat map says who is near."""
    sign, lng = int(rng.choice([-1, 1])), int(rng.integers(-180_000_000, 180_000_000))
    metres = np.append(rng.uniform(900, 1_000, riders), rng.uniform(50, 950, drivers))
    lat = sign * np.rint(90e6 - np.degrees(metres * 1e9 / geo.RADIUS_MM))
    turn = rng.integers(-15_000_000, 15_000_001, len(lat))
    turn[riders:] += 180_000_000
    east = geo.wrapped(lng + turn)
    here, there = (lat[:riders], east[:riders]), (lat[riders:], east[riders:])
    return geo.points(there, here, radius_mm=TWO_KM)


@clear
def streets_at_a_pole(rng: Rng) -> Case:
    """The way across a pole is the shortest, and degrees say nothing of it."""
    return across_a_pole(rng)


def nobody_at_all(rng: Rng) -> Case:
    """Neither drivers nor riders."""
    return geo.points(([], []), ([], []), radius_mm=TWO_KM)


@clear
def one_and_one(rng: Rng) -> Case:
    """A single driver, and a single rider whom he reaches."""
    town = towns.some_town(rng)
    near = towns.nearby(rng, town, 1, 500)
    return geo.points(near, towns.nearby(rng, town, 1, 500), radius_mm=TWO_KM)


def _same_spot(rng: Rng, radius_mm: int) -> Case:
    """Half of the riders have a driver where they stand, the others one a little further away."""
    riders = np.array(towns.apart(rng, towns.some_town(rng), 8))
    steps = np.array([[0, 1, 0, -1], [1, 0, -1, 0]])
    drivers = np.concatenate([riders[:, ::2], riders[:, 1::2] + steps], axis=1)
    return geo.points(tuple(drivers[:, rng.permutation(8)]), tuple(riders), radius_mm=radius_mm)


def at_the_very_place(rng: Rng) -> Case:
    """Radius 0: only who stands where the rider stands."""
    return _same_spot(rng, 0)


def within_a_millimetre(rng: Rng) -> Case:
    """Radius 1: the next place there is, a millionth of a degree away, is further."""
    return _same_spot(rng, 1)


@clear
def same_streets(rng: Rng) -> Case:
    """Drivers and riders who share a latitude, a longitude or a cell with the one before them, or
    with one before that.
    """
    cell = h3.latlng_to_cell(*(x / 1e6 for x in towns.some_town(rng)), 9)
    lat, lng = np.rint(np.array(h3.cell_to_latlng(cell)) * 1e6)
    path = np.array([(0, 0), (0, 1), (3, 3), (1, 1), (1, 2), (0, 2), (2, 0)]).T
    places = []
    for _ in range(2):
        metres = np.column_stack([np.sort(rng.uniform(-60, 60, (2, 3))), [800.0, 800.0]])
        north = geo.stepped(lat, lng, metres[0][path[0]], 0.0)[0]
        places.append((north, geo.stepped(lat, lng, 0.0, metres[1][path[1]])[1]))
    return geo.points(places[0], places[1], radius_mm=TWO_KM)


def columns(make: Maker, most: int) -> Maker:
    """The same case with columns for some of a rider's drivers, for the level world."""

    def family(rng: Rng) -> Case:
        return {**make(rng), "K": int(rng.integers(2, most, endpoint=True))}

    family.__name__, family.__doc__ = make.__name__, make.__doc__
    return family
