"""Cases of the level world: k drivers for each rider, where maps end and cells are odd."""

from __future__ import annotations

import numpy as np
from h3 import H3BaseException  # type: ignore[import-untyped]
from h3.api import basic_int as h3  # type: ignore[import-untyped]

from harness.kata import Case, Rng, Workload

from .. import geo
from . import deep, edges, towns
from .clear import clear, unclear_riders
from .nearest import around_the_date_line, example
from .towns import TWO_KM, apart

__all__ = [
    "k_example",
    "k_of_one",
    "fewer_than_k",
    "corner_of_many",
    "crowded_cell",
    "zero_zero",
    "date_line",
    "sixty_north",
    "pentagons",
    "north_pole",
    "several_cities",
    "k_small_edge",
    "k_city_edge",
    "k_largest_edge",
    "k_corners_of_the_earth",
    "k_same_streets",
    "k_nobody_at_all",
    "k_one_and_one",
    "k_very_place",
    "k_within_a_millimetre",
    "hundred_columns",
]
DEPTH = ("k_many_drivers", "k_many_riders")
k_small_edge = edges.columns(edges.small_edge, 3)
k_city_edge = edges.columns(edges.city_edge, 3)
k_largest_edge = edges.columns(edges.largest_edge, 3)
k_corners_of_the_earth = edges.columns(edges.corners_of_the_earth, 4)
k_same_streets = edges.columns(edges.same_streets, 9)
k_nobody_at_all = edges.columns(edges.nobody_at_all, 3)
k_one_and_one = edges.columns(edges.one_and_one, 3)
k_very_place = edges.columns(edges.at_the_very_place, 3)
k_within_a_millimetre = edges.columns(edges.within_a_millimetre, 3)
k_many_drivers = edges.columns(deep.many_drivers, 5)
k_many_riders = edges.columns(deep.many_riders, 3)


def k_example(rng: Rng) -> Case:
    """The example of the starter."""
    return example(radius_mm=600_000, K=3)


@clear
def k_of_one(rng: Rng) -> Case:
    """One driver a rider: a table with a single column."""
    town = towns.some_town(rng)
    around = towns.nearby(rng, town, 80, 2_500)
    return geo.points(around, towns.nearby(rng, town, 20, 2_500), radius_mm=TWO_KM, K=1)


@clear
def fewer_than_k(rng: Rng) -> Case:
    """Less drivers in reach than columns, and some just outside: the rest stays 0."""
    riders = apart(rng, towns.some_town(rng), 9)
    turn = rng.random((9, 6)) * 2 * np.pi
    metres = np.concatenate([rng.uniform(100, 1_900, (9, 3)), rng.uniform(2_010, 2_400, (9, 3))], 1)
    lat, lng = geo.stepped(
        riders[0][:, None], riders[1][:, None], metres * np.sin(turn), metres * np.cos(turn)
    )
    order = rng.permutation(54)
    drivers = lat.reshape(-1)[order], lng.reshape(-1)[order]
    return geo.points(drivers, riders, radius_mm=TWO_KM, K=int(rng.integers(5, 9)))


@clear
def corner_of_many(rng: Rng) -> Case:
    """Nine drivers at one corner: those with the smallest numbers, in their order.

    For a half of the riders another driver is nearer, for the others he is further.
    """
    riders = apart(rng, towns.some_town(rng), 6)
    corner = geo.stepped(riders[0], riders[1], *(rng.uniform(-400, 400, (2, 6))))
    north = rng.uniform(-100, 100, 6) + 700 * (np.arange(6) % 2)
    beside = geo.stepped(riders[0], riders[1], north, rng.uniform(-100, 100, 6))
    number = rng.permutation(np.concatenate([np.repeat(np.arange(6), 9), np.arange(6, 12)]))
    lat, lng = towns.joined(corner, beside)
    return geo.points((lat[number], lng[number]), riders, radius_mm=TWO_KM, K=5)


@clear
def crowded_cell(rng: Rng) -> Case:
    """A hundred and fifty drivers in one cell, and riders in it."""
    town = towns.some_town(rng)
    cell = int(geo.cells_of([town[0]], [town[1]])[0])
    centre = np.rint(np.array(h3.cell_to_latlng(cell)) * 1e6)
    drivers = towns.nearby(rng, centre, 150, 80)
    return geo.points(drivers, towns.nearby(rng, centre, 10, 80), radius_mm=TWO_KM, K=8)


@clear
def hundred_columns(rng: Rng) -> Case:
    """As many columns as there may be: one rider has a driver for each, another has not."""
    town = towns.some_town(rng)
    drivers = towns.nearby(rng, town, 120, 200)
    away = geo.stepped(*town, np.array([0.0, 650.0]), np.array([10.0, 0.0]))
    return geo.points(drivers, away, radius_mm=600_000, K=100)


@clear
def zero_zero(rng: Rng) -> Case:
    """Where the signs of latitude and longitude change."""
    place = ((0, 0), (51_478_000, 0), (0, 32_600_000))[int(rng.integers(0, 3))]
    drivers = towns.nearby(rng, place, 200, 2_000)
    return geo.points(drivers, towns.nearby(rng, place, 12, 700), radius_mm=TWO_KM, K=6)


@clear
def date_line(rng: Rng) -> Case:
    """Drivers at 179.99 and at -179.99 degrees are neighbours."""
    return around_the_date_line(rng, columns=6)


@clear
def sixty_north(rng: Rng) -> Case:
    """Degrees of longitude are half as long, and there are fewer of them in a street."""
    place = int(rng.integers(59_000_000, 66_000_000)) * int(rng.choice([-1, 1])), 24_900_000
    drivers = towns.nearby(rng, place, 200, 2_500)
    return geo.points(drivers, towns.nearby(rng, place, 16, 2_000), radius_mm=TWO_KM, K=6)


@clear
def pentagons(rng: Rng) -> Case:
    """Around one of the twelve cells with five neighbours, and in it.

    Two riders are in the pentagon of resolution 9, the others near it; drivers are on all sides,
    few of them near. For one of the six nearest of some rider, h3 cannot say how many steps away
    he is.
    """
    while True:
        cell = int(rng.choice(sorted(h3.get_pentagons(9))))
        centre = np.rint(np.array(h3.cell_to_latlng(cell)) * 1e6)
        inside = towns.nearby(rng, centre, 2, 60)
        drivers = towns.nearby(rng, centre, 60, 2_800)
        riders = towns.joined(inside, towns.nearby(rng, centre, 14, 1_200))
        case = geo.points(drivers, riders, radius_mm=TWO_KM, K=6)
        if _steps_unknown(case):
            return case


def _steps_unknown(case: Case) -> bool:
    """Whether h3 refuses to count the steps from some rider to one of his drivers."""
    nearest = np.argsort(geo.distances(case), axis=1)[:, : case["K"]]
    own = np.broadcast_to(case["pickup_cell"][:, None], nearest.shape)
    try:
        for pair in zip(own.ravel().tolist(), case["cell"][nearest].ravel().tolist(), strict=True):
            h3.grid_distance(*pair)
    except H3BaseException:
        return True
    return False


@clear
def north_pole(rng: Rng) -> Case:
    """Around a pole every longitude is near, and a step east may be anything."""
    return {**edges.around_a_pole(rng), "K": 6}


def several_cities(rng: Rng) -> Case:
    """A few towns at once, any radius, any number of columns."""
    places = [towns.TOWNS[i] for i in rng.permutation(len(towns.TOWNS))[:4]]
    hot = [towns.spots(rng, 2) for _ in places]
    pairs = list(zip(places, hot, strict=True))
    drivers = towns.joined(*[towns.scattered(rng, *pair, 90) for pair in pairs])
    riders = towns.joined(*[towns.scattered(rng, *pair, 14) for pair in pairs])
    radius_mm, columns = int(rng.integers(300_000, 5_000_000)), int(rng.integers(2, 12))
    case = geo.points(drivers, riders, radius_mm=radius_mm, K=columns)
    return geo.keep_riders(case, ~unclear_riders(case))


N_DRIVERS, N_RIDERS, COLUMNS = 200_000, 2_500, 8


def _make_world(rng: Rng) -> Case:
    drivers, riders = [], []
    here = rng.multinomial(N_DRIVERS, np.full(len(towns.TOWNS), 1 / len(towns.TOWNS)))
    for near, count in zip(towns.TOWNS, here.tolist(), strict=True):
        town, hot = towns.elsewhere(rng, near), towns.spots(rng)
        drivers.append(towns.shared(rng, towns.scattered(rng, town, hot, count)))
        riders.append(towns.asking(rng, town, hot, N_RIDERS * 11 // 10 // len(towns.TOWNS)))
    everybody = towns.joined(*drivers), towns.joined(*riders)
    return towns.clear_case(rng, *everybody, N_RIDERS, 24, radius_mm=TWO_KM, K=COLUMNS)


WORKLOADS = {"world": Workload(_make_world, towns.riders_of, "riders")}
"""2,500 riders and 200,000 drivers in twelve towns; eight drivers for each."""
