"""Cases of the level nearest: one driver for each rider of a town."""

from __future__ import annotations

import numpy as np
from h3.api import basic_int as h3  # type: ignore[import-untyped]

from harness.kata import Case, Rng, Workload

from .. import geo
from . import deep, towns
from .clear import clear
from .edges import (
    city_edge,
    corners_of_the_earth,
    largest_edge,
    nobody_at_all,
    one_and_one,
    same_streets,
    small_edge,
    streets_at_a_pole,
    within_a_millimetre,
)
from .towns import TWO_KM, apart

__all__ = [
    "nearest_example",
    "no_drivers",
    "no_riders",
    "nobody_in_reach",
    "negative_radius",
    "radius_zero",
    "same_corner",
    "the_next_cell",
    "northern_streets",
    "rings_of_oslo",
    "rings_of_perth",
    "rings_further_out",
    "close_calls",
    "street_at_180",
    "random_city",
    "small_edge",
    "city_edge",
    "largest_edge",
    "corners_of_the_earth",
    "streets_at_a_pole",
    "same_streets",
    "nobody_at_all",
    "one_and_one",
    "within_a_millimetre",
    "far_below_zero",
]
DEPTH = ("many_drivers", "many_riders")
many_drivers, many_riders = deep.many_drivers, deep.many_riders


def example(**further: int) -> Case:
    """Four drivers and three riders of Oslo, as the starter has them."""
    drivers = (
        [59_912_000, 59_915_000, 59_911_900, 59_913_000],
        [10_760_000, 10_745_000, 10_738_000, 10_757_000],
    )
    riders = [59_913_000, 59_911_000, 59_880_000], [10_752_000, 10_740_000, 10_752_000]
    return geo.points(drivers, riders, **further)


def nearest_example(rng: Rng) -> Case:
    """The example of the starter."""
    return example(radius_mm=TWO_KM)


def no_drivers(rng: Rng) -> Case:
    """Riders, and nobody to drive them."""
    return geo.points(([], []), towns.nearby(rng, towns.OSLO, 5, 900), radius_mm=TWO_KM)


def no_riders(rng: Rng) -> Case:
    """Drivers, and nothing to do."""
    return geo.points(towns.nearby(rng, towns.OSLO, 5, 900), ([], []), radius_mm=TWO_KM)


def nobody_in_reach(rng: Rng) -> Case:
    """Everybody drives just outside of the radius."""
    town = towns.some_town(rng)
    riders = apart(rng, town, 9)
    turn = rng.random((9, 1)) * 2 * np.pi + np.arange(6)
    metres = rng.uniform(2_010, 2_100, (9, 6))
    lat, lng = geo.stepped(
        riders[0][:, None], riders[1][:, None], metres * np.sin(turn), metres * np.cos(turn)
    )
    return geo.points((lat, lng), riders, radius_mm=TWO_KM)


def negative_radius(rng: Rng) -> Case:
    """A millimetre below 0 is ValueError, whoever is near."""
    town = towns.some_town(rng)
    near = towns.nearby(rng, town, 4, 300)
    return geo.points(near, near, radius_mm=-1)


def far_below_zero(rng: Rng) -> Case:
    """ValueError, though nobody asks, or nobody could be found."""
    town, some = towns.some_town(rng), int(rng.integers(0, 2))
    nearby = [towns.nearby(rng, town, count, 300) for count in (some, 1 - some)]
    return geo.points(nearby[0], nearby[1], radius_mm=-5_000_000)


def radius_zero(rng: Rng) -> Case:
    """The radius belongs to the reach: whoever stands where the rider stands is taken."""
    town = towns.some_town(rng)
    riders = apart(rng, town, 8)
    beside = geo.stepped(riders[0], riders[1], 2.0, 1.0)
    there = riders[0][::2], riders[1][::2]
    return geo.points(towns.joined(beside, there), riders, radius_mm=0)


@clear
def same_corner(rng: Rng) -> Case:
    """Several drivers wait at the same corner: the one with the smaller number goes."""
    riders = apart(rng, towns.some_town(rng), 16)
    corner = geo.stepped(riders[0], riders[1], *(rng.uniform(-400, 400, (2, 16))))
    number = rng.permutation(np.repeat(np.arange(16), 3))
    return geo.points((corner[0][number], corner[1][number]), riders, radius_mm=TWO_KM)


@clear
def the_next_cell(rng: Rng) -> Case:
    """A driver in the rider's own cell, and a nearer one across its border; at the equator."""
    lat, lng = towns.nearby(rng, towns.SINGAPORE, 1, 3_000)
    riders = apart(rng, (int(lat[0]), int(lng[0])), 12)
    chosen = []
    for lat, lng in zip(*riders, strict=True):
        around = towns.nearby(rng, (lat, lng), 400, 320)
        mm = geo.distance_mm(lat, lng, *around)
        own = geo.cells_of(*around) == geo.cells_of([lat], [lng])[0]
        inside = np.flatnonzero(own)[np.argsort(mm[own])[-1]]
        outside = np.flatnonzero(~own)[np.argsort(mm[~own])[0]]
        chosen += [(around[0][inside], around[1][inside])]
        if mm[outside] < mm[inside]:
            chosen += [(around[0][outside], around[1][outside])]
    order = rng.permutation(len(chosen))
    lat, lng = np.array(chosen)[order].T
    return geo.points((lat, lng), riders, radius_mm=TWO_KM)


@clear
def rings_further_out(rng: Rng) -> Case:
    """A driver found in some ring, and a nearer one, by 10 m, two rings or more further out.

    Rings are hexagons: far out, the corners of one lie beyond the sides of the next but one. At
    resolution 9 for half of the riders, at 8 for the others.
    """
    riders = apart(rng, towns.some_town(rng), 6, 20_000)
    chosen = []
    for i, place in enumerate(zip(*riders, strict=True)):
        around = np.array(towns.nearby(rng, place, 700, 4_500))
        mm = geo.distance_mm(*place, *around)
        cells = geo.cells_of(*np.column_stack([place, around])).tolist()
        own, *others = (h3.cell_to_parent(cell, 9 - i % 2) for cell in cells)
        rings = np.array([h3.grid_distance(own, cell) for cell in others])
        nearer = (mm[:, None] > mm[None, :] + 10_000) & (mm < 4_900_000)[:, None]
        further_out = np.where(nearer, rings[None, :] - rings[:, None], 0)
        chosen += [around[:, j] for j in divmod(int(further_out.argmax()), len(mm))]
    lat, lng = np.array(chosen)[rng.permutation(len(chosen))].T
    return geo.points((lat, lng), riders, radius_mm=5_000_000)


@clear
def northern_streets(rng: Rng) -> Case:
    """At 60 degrees a degree of longitude is half as long: the driver in the east is nearer."""
    riders = apart(rng, (int(rng.integers(59_000_000, 65_000_000)), 10_700_000), 16)
    away_m = rng.uniform(200, 900, 16)
    east = geo.stepped(riders[0], riders[1], 0.0, away_m * rng.choice([-1, 1], 16))
    north = geo.stepped(riders[0], riders[1], away_m * rng.uniform(1.1, 1.5, 16), 0.0)
    return geo.points(towns.joined(north, east), riders, radius_mm=TWO_KM)


def _above(lat_e6: int, lng_e6: int, resolution: int) -> set[int]:
    """The cell of a place, and the parent of its cell at resolution 9, which may be another."""
    lat, lng = lat_e6 / 1e6, lng_e6 / 1e6
    parent = h3.cell_to_parent(h3.latlng_to_cell(lat, lng, 9), resolution)
    return {h3.latlng_to_cell(lat, lng, resolution), parent}


def _outside_the_rings(rng: Rng, town: tuple[int, int]) -> Case:
    """Each rider has one driver, in reach and outside of the rings one would take for enough.

    Half of them outside of 3 rings at resolution 8, half outside of one at resolution 7.
    """
    riders = apart(rng, town, 12, 9_000)
    drivers, spread = [], []
    for i, (lat0, lng0) in enumerate(zip(*riders, strict=True)):
        resolution, k = ((8, 3), (7, 1))[i % 2]
        while True:
            lat, lng = (int(part[0]) for part in towns.nearby(rng, (lat0, lng0), 1, 900))
            disk: set[int] = set()
            for own in _above(lat, lng, resolution):
                disk.update(h3.grid_disk(own, k))
            turn = rng.random(64) * 2 * np.pi
            metres = rng.uniform(1_930, 1_990, 64)
            far = geo.stepped(lat, lng, metres * np.sin(turn), metres * np.cos(turn))
            mm = geo.distance_mm(lat, lng, *far)
            out = [
                j
                for j in range(64)
                if mm[j] < TWO_KM - 10 and not disk & _above(far[0][j], far[1][j], resolution)
            ]
            if out:
                break
        spread.append((lat, lng))
        drivers.append((far[0][out[0]], far[1][out[0]]))
    return geo.points(tuple(np.array(drivers).T), tuple(np.array(spread).T), radius_mm=TWO_KM)


@clear
def rings_of_oslo(rng: Rng) -> Case:
    """In Oslo 3 rings at resolution 8 cover less than 2 km; 4 are enough everywhere."""
    return _outside_the_rings(rng, towns.OSLO)


@clear
def rings_of_perth(rng: Rng) -> Case:
    """In Perth too; and cells that are large elsewhere are small here."""
    return _outside_the_rings(rng, towns.PERTH)


def around_the_date_line(rng: Rng, radius_mm: int = TWO_KM, columns: int = 1) -> Case:
    """Drivers at 179.99 and at -179.99 degrees are neighbours."""
    place = int(rng.choice([-16_800_000, 65_000_000, 0, -45_000_000])), -180_000_000
    drivers = towns.nearby(rng, place, 160, 2_000)
    riders = towns.joined(towns.nearby(rng, place, 14, 500), towns.nearby(rng, place, 2, 1))
    return geo.points(drivers, riders, radius_mm=radius_mm, K=columns)


@clear
def street_at_180(rng: Rng) -> Case:
    """The nearest driver is on the other side of the date line, where degrees start anew."""
    while True:
        case = around_the_date_line(rng)
        del case["K"]
        nearest = geo.distances(case).argmin(axis=1)
        if ((case["lng_e6"][nearest] < 0) != (case["pickup_lng_e6"] < 0)).sum() >= 3:
            return case


@clear
def close_calls(rng: Rng) -> Case:
    """Two drivers whose distances differ by a few millimetres, or centimetres."""
    riders = apart(rng, towns.some_town(rng), 49)
    chosen = []
    for lat, lng in zip(*riders, strict=True):
        around = towns.nearby(rng, (lat, lng), 600, 900)
        mm = geo.exact_mm(lat, lng, *around)
        order = np.argsort(mm)
        gaps = np.diff(mm[order])
        fit = np.flatnonzero((gaps > 4) & (gaps < 60))
        first = int(rng.choice(fit))
        chosen += [(around[0][order[j]], around[1][order[j]]) for j in (first, first + 1)]
    lat, lng = np.array(chosen)[rng.permutation(len(chosen))].T
    return geo.points((lat, lng), riders, radius_mm=TWO_KM)


@clear
def random_city(rng: Rng) -> Case:
    """A small town with hot spots, any radius, and some riders whom nobody reaches."""
    town, hot = towns.some_town(rng), towns.spots(rng, 3)
    drivers = towns.scattered(rng, town, hot, 250)
    riders = towns.scattered(rng, town, hot, 60)
    return geo.points(drivers, riders, radius_mm=int(rng.integers(300_000, 5_000_000)))


N_DRIVERS, N_RIDERS = 100_000, 2_000


def _make_city(rng: Rng) -> Case:
    """Every window is another town, or the same one with everybody elsewhere."""
    town, hot = towns.elsewhere(rng, towns.some_town(rng)), towns.spots(rng)
    drivers = towns.shared(rng, towns.scattered(rng, town, hot, N_DRIVERS))
    riders = towns.asking(rng, town, hot, N_RIDERS * 11 // 10)
    return towns.clear_case(rng, drivers, riders, N_RIDERS, 8, radius_mm=TWO_KM)


WORKLOADS = {"city": Workload(_make_city, towns.riders_of, "riders")}
"""2,000 riders among 100,000 drivers of one town, 33 x 35 km, two km to go at most."""
