"""Cases of the level match. In each of them one match is better than all others."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from harness.kata import Case, Rng, Workload

from .. import geo
from ..geo import Array
from . import deep, edges, towns
from .clear import near_mm, unclear_lengths
from .optimum import unique_match
from .towns import TWO_KM, apart

__all__ = [
    "match_example",
    "nobody_to_match",
    "one_driver_for_all",
    "long_chain",
    "short_ways_block",
    "mean_or_many",
    "outskirts",
    "long_detours",
    "last_millimetres",
    "too_few_drivers",
    "too_few_riders",
    "across_the_date_line",
    "random_evening",
    "one_street_for_all",
    "match_small_edge",
    "match_city_edge",
    "match_largest_edge",
    "match_corners_of_the_earth",
    "match_at_a_pole",
    "match_same_streets",
    "match_nobody_at_all",
    "match_one_and_one",
    "match_very_place",
    "match_within_a_millimetre",
]
DEPTH = ("two_thousand_each",)
Places = list[tuple[float, float]]


def decided(make: Callable[[Rng], Case]) -> Callable[[Rng], Case]:
    """The family, made again until one match is the best, whoever rounds the distances."""

    def family(rng: Rng) -> Case:
        while True:
            case = make(rng)
            mm, radius = geo.distances(case), case["radius_mm"]
            if unclear_lengths(mm, radius).any():
                continue
            if unique_match(np.rint(mm).astype(np.int64), radius) is not None:
                return case

    family.__name__, family.__doc__ = make.__name__, make.__doc__
    return family


match_small_edge = decided(edges.small_edge)
match_city_edge = decided(edges.city_edge)
match_largest_edge = decided(edges.largest_edge)
match_at_a_pole = decided(lambda rng: edges.across_a_pole(rng, 14, 14))
match_corners_of_the_earth = decided(edges.corners_of_the_earth)
match_same_streets = decided(edges.same_streets)
match_nobody_at_all = decided(edges.nobody_at_all)
match_one_and_one = decided(edges.one_and_one)
match_very_place = decided(edges.at_the_very_place)
match_within_a_millimetre = decided(edges.within_a_millimetre)
two_thousand_each = deep.two_thousand_each


def _shuffled(
    rng: Rng, town: tuple[int, int], drivers: Places, riders: Places, jitter_m: float = 25
) -> Case:
    """Places in metres about a town, north and east, a little moved, in any order."""
    places = []
    for metres in (np.array(drivers, float), np.array(riders, float)):
        metres = metres.reshape(-1, 2)[rng.permutation(len(metres))]
        metres = metres + rng.uniform(-jitter_m, jitter_m, metres.shape)
        places.append(geo.stepped(town[0], town[1], metres[:, 0], metres[:, 1]))
    return geo.points(places[0], places[1], radius_mm=TWO_KM)


@decided
def match_example(rng: Rng) -> Case:
    """The example of the starter."""
    drivers = [59_912_000, 59_913_000], [10_755_000, 10_785_000]
    riders = [59_913_000, 59_911_000, 59_880_000], [10_760_000, 10_730_000, 10_752_000]
    return geo.points(drivers, riders, radius_mm=TWO_KM)


@decided
def nobody_to_match(rng: Rng) -> Case:
    """No driver within reach of anybody, or no driver at all."""
    riders = apart(rng, towns.some_town(rng), 4)
    drivers = geo.stepped(riders[0], riders[1], 2_500.0, 1_500.0)
    if rng.random() < 0.3:
        drivers = riders[0][:0], riders[1][:0]
    return geo.points(drivers, riders, radius_mm=TWO_KM)


@decided
def one_driver_for_all(rng: Rng) -> Case:
    """Six riders about a single driver: the nearest rides, the last to ask, by 2 m at least."""
    town = towns.some_town(rng)
    drivers = towns.nearby(rng, town, 1, 10)
    while True:
        lat, lng = towns.nearby(rng, town, 6, 900)
        mm = geo.exact_mm(lat, lng, *drivers)
        far_first = np.argsort(-mm)
        if mm[far_first[-2]] - mm[far_first[-1]] > 2_000:
            break
    return geo.points(drivers, (lat[far_first], lng[far_first]), radius_mm=TWO_KM)


def _chain(length: int) -> tuple[Places, Places]:
    """Drivers in a row; each rider but the first is near one and can reach the next.

    The first rider reaches only the first driver, so that everybody must take the far one.
    """
    drivers = [(0.0, 2_700.0 * i) for i in range(length)]
    return drivers, [(0.0, 2_700.0 * i - 1_900.0) for i in range(length)]


@decided
def long_chain(rng: Rng) -> Case:
    """Everybody must leave his nearest driver to the one before him."""
    return _shuffled(rng, towns.some_town(rng), *_chain(9))


@decided
def short_ways_block(rng: Rng) -> Case:
    """The shortest way of all takes the only driver of somebody else."""
    drivers: Places = []
    riders: Places = []
    for i in range(6):
        east = 7_000.0 * i
        drivers += [(0.0, east), (0.0, east + 1_800.0)]
        riders += [(0.0, east + 300.0), (0.0, east - 600.0)]
    return _shuffled(rng, towns.some_town(rng), drivers, riders)


@decided
def mean_or_many(rng: Rng) -> Case:
    """Short rides, and some so long that leaving them out would look better on average."""
    drivers: Places = []
    riders: Places = []
    for i in range(8):
        drivers.append((0.0, 7_000.0 * i))
        riders.append((0.0, 7_000.0 * i + (150.0 if i % 2 else 1_900.0)))
    return _shuffled(rng, towns.some_town(rng), drivers, riders)


@decided
def outskirts(rng: Rng) -> Case:
    """Free drivers stand just outside of the radius."""
    riders = [(0.0, 7_000.0 * i) for i in range(7)]
    drivers = [(0.0, 7_000.0 * i + (1_500.0 if i % 3 == 0 else 2_060.0)) for i in range(7)]
    return _shuffled(rng, towns.some_town(rng), drivers, riders)


@decided
def long_detours(rng: Rng) -> Case:
    """One more rider costs all others a detour, many times the radius in all: he rides."""
    return _shuffled(rng, towns.some_town(rng), *_chain(26))


@decided
def last_millimetres(rng: Rng) -> Case:
    """Two pairs that may be swapped, for a gain of millimetres that whole metres get wrong."""
    centres = apart(rng, towns.some_town(rng), 16)
    pairs = [_nearly_even(rng, centre) for centre in zip(*centres, strict=True)]
    (d_lat, d_lng), (r_lat, r_lng) = (
        np.concatenate(each, axis=1)[:, rng.permutation(2 * len(pairs))]
        for each in zip(*pairs, strict=True)
    )
    return geo.points((d_lat, d_lng), (r_lat, r_lng), radius_mm=TWO_KM)


def _nearly_even(rng: Rng, centre: tuple[int, int]) -> tuple[Array, Array]:
    """Two drivers and two riders about a place, latitudes and longitudes, int64[2, 2] each.

    On the way from where the second driver would make the riders swap to where he would not, there
    is a place where it hardly matters; among those around it some mislead who counts in metres.
    """
    steps = np.arange(-12, 13)
    while True:
        riders, first = (np.array(towns.nearby(rng, centre, n, 700)) for n in (2, 1))
        there, many = np.array(towns.nearby(rng, centre, 2, 700)), np.linspace(0, 1, 2_000)
        way = np.rint(there[:, :1] + (there[:, 1:] - there[:, :1]) * many).astype(np.int64)
        gain = _gain(riders, first, way, unit_mm=1)
        turn = np.flatnonzero(gain[1:] * gain[:-1] < 0)
        if len(turn) == 0:
            continue
        around = way[:, turn[0], None, None] + np.array(np.meshgrid(steps, steps))
        around = around.reshape(2, -1)
        gain = _gain(riders, first, around, unit_mm=1)
        small = (np.abs(gain) > 4) & (np.abs(gain) < 90)
        misled = np.flatnonzero(small & (gain * _gain(riders, first, around, unit_mm=1_000) < 0))
        if len(misled):
            return np.concatenate([first, around[:, [rng.choice(misled)]]], axis=1), riders


def _gain(riders: Array, first: Array, second: Array, unit_mm: int) -> Array:
    """What it saves when the riders take each other's drivers, for each place of the second."""
    mm = [
        [geo.distance_mm(*rider[:, None], *driver) // unit_mm for driver in (first, second)]
        for rider in riders.T
    ]
    gain: Array = mm[0][0] + mm[1][1] - mm[1][0] - mm[0][1]
    return gain


def _crowd(rng: Rng, n_drivers: int, n_riders: int, place: tuple[int, int]) -> Case:
    drivers = towns.nearby(rng, place, n_drivers, 3_000)
    riders = towns.nearby(rng, place, n_riders, 3_000)
    return geo.points(drivers, riders, radius_mm=TWO_KM)


@decided
def too_few_drivers(rng: Rng) -> Case:
    """Most riders stay: those ride who make the sum least."""
    return _crowd(rng, 9, 26, towns.some_town(rng))


@decided
def too_few_riders(rng: Rng) -> Case:
    """Most drivers stay."""
    return _crowd(rng, 26, 9, towns.some_town(rng))


@decided
def across_the_date_line(rng: Rng) -> Case:
    """The two sides of a street at 180 degrees."""
    return _crowd(rng, 14, 14, (int(rng.choice([-16_800_000, 65_000_000])), -180_000_000))


@decided
def random_evening(rng: Rng) -> Case:
    """A small town with about as many drivers as riders, and any radius."""
    case = _crowd(rng, int(rng.integers(18, 30)), int(rng.integers(18, 30)), towns.some_town(rng))
    return {**case, "radius_mm": int(rng.integers(700_000, 2_500_000))}


@decided
def one_street_for_all(rng: Rng) -> Case:
    """The same drivers are near to all riders, and each rider gets one: so the last of them gets
    his fortieth, and who keeps but the nearest ten of each leaves most in the street.
    """
    place = towns.some_town(rng)
    drivers = towns.nearby(rng, place, 40, 1_700)
    return geo.points(drivers, towns.nearby(rng, place, 40, 60), radius_mm=TWO_KM)


N_DRIVERS, N_RIDERS = 1_200, 1_000


def _make_evening(rng: Rng) -> Case:
    """A town with its one best match. Half of the riders' hot spots are none of the drivers'.

    Every window is another evening in another town: who has seen one knows nothing of the next.
    """
    while True:
        town, hot = towns.elsewhere(rng, towns.some_town(rng)), towns.spots(rng, 12)
        drivers = towns.scattered(rng, town, hot[:8], N_DRIVERS)
        riders = towns.asking(rng, town, hot[4:], N_RIDERS + SPARE)
        mm, unclear = near_mm(riders, drivers, TWO_KM)
        clear = np.flatnonzero(~unclear)[:N_RIDERS]
        if len(clear) == N_RIDERS and unique_match(mm[clear], TWO_KM) is not None:
            chosen = riders[0][clear], riders[1][clear]
            return geo.points(drivers, chosen, radius_mm=TWO_KM)


SPARE = 30
"""Riders beside those who are asked for, in the place of whoever hangs on 2 mm."""


WORKLOADS = {"evening": Workload(_make_evening, towns.riders_of, "riders")}
"""1,000 riders and 1,200 drivers of one town, two km to go at most."""
