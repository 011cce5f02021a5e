"""Cases of the level dispatch: late reports, silent drivers, rides, and hot cells."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng, Workload

from .. import geo
from . import traffic
from .clocks import (
    across_32_bits,
    cells_alike,
    few_of_many,
    first_and_last_ms,
    heard_late,
    last_seconds,
    long_ago,
    no_drivers_there,
    odd_ride,
    one_of_each,
    ride_of_a_day,
    ride_of_no_time,
    several_at_a_corner,
    stands_still,
    two_shifts,
    work_at_a_city_edge,
    work_at_a_pole,
    work_at_a_small_edge,
    work_at_the_corners,
    work_at_the_largest_edge,
    work_at_the_very_place,
    work_in_same_streets,
    work_within_a_millimetre,
)
from .deep import many_ticks as many_ticks
from .deep import reports_of_one as reports_of_one
from .deep import silent_among_many as silent_among_many
from .deep import thousands_of_rides as thousands_of_rides
from .stories import RIDE_MS, Story, Town, day, in_cells, numbers, small_town
from .towns import TWO_KM

__all__ = [
    "dispatch_example",
    "equal_demand",
    "nothing_happens",
    "first_come",
    "turned_away",
    "late_moves",
    "same_moment",
    "late_in_the_batch",
    "stale_drivers",
    "never_heard_of",
    "busy_drivers",
    "on_the_move",
    "left_the_cell",
    "hot_cells",
    "random_day",
    "work_at_a_small_edge",
    "work_at_a_city_edge",
    "work_at_the_largest_edge",
    "work_at_the_corners",
    "work_at_a_pole",
    "work_in_same_streets",
    "work_at_the_very_place",
    "work_within_a_millimetre",
    "cells_alike",
    "first_and_last_ms",
    "last_seconds",
    "heard_late",
    "across_32_bits",
    "long_ago",
    "ride_of_a_day",
    "odd_ride",
    "ride_of_no_time",
    "stands_still",
    "several_at_a_corner",
    "no_drivers_there",
    "one_of_each",
    "few_of_many",
    "two_shifts",
]
DEPTH = ("silent_among_many", "reports_of_one", "many_ticks", "thousands_of_rides")


def dispatch_example(rng: Rng) -> Case:
    """The example of the starter."""
    lat = np.array([59_912_000, 59_913_100, 59_913_000], np.int32)
    lng = np.array([10_760_000, 10_752_100, 10_752_000], np.int32)
    cell = geo.cells_of(lat, lng)
    moves = {"lat_e6": lat[:2], "lng_e6": lng[:2], "cell": cell[:2]}
    one = dict(zip(geo.RIDERS, (lat[2:], lng[2:], cell[2:]), strict=True))
    two = {name: np.repeat(part, 2) for name, part in one.items()}
    nobody = {name: part[:0] for name, part in moves.items()}
    none, number = np.zeros(0, np.int32), np.array([1, 2], np.int32)
    batches = [
        {"number": number, **moves, "t_ms": np.array([1_000, 3_000]), **one, "tick_ms": 4_000},
        {"number": none, **nobody, "t_ms": np.zeros(0, np.int64), **two, "tick_ms": 8_000},
    ]
    return {"n_drivers": 2, "radius_mm": TWO_KM, "ride_ms": RIDE_MS, "batches": batches}


def nothing_happens(rng: Rng) -> Case:
    """Batches without moves, without riders, without both; and the work goes on."""
    town, a = small_town(rng), numbers(rng, 3)
    story = Story(rng, town, 3).tick().move(a[0], 1).tick().ride(2).tick().tick()
    return story.move(a[1], 3).move(a[2], 4).tick().ride(3, 4).tick().case()


def first_come(rng: Rng) -> Case:
    """Who asks first gets his nearest driver, though another would need him more."""
    town = small_town(rng)
    number = numbers(rng, 8)
    story = Story(rng, town, 8)
    for i in range(8):
        story.move(number[i], i)
    return story.ride(*[int(c) for c in rng.integers(0, 24, 10)]).tick().ride(1, 2).tick().case()


def turned_away(rng: Rng) -> Case:
    """Who finds nobody at his tick has asked in vain, and takes nobody later."""
    town, a = small_town(rng), numbers(rng, 4)
    near = town.by_distance(0)
    story = Story(rng, town, 4).move(a[0], near[3]).ride(0, near[1], near[2]).tick()
    story.move(a[1], near[1]).move(a[2], 0).ride(near[5]).tick()
    return story.move(a[3], near[4]).ride(near[2], near[1], near[4]).tick().case()


def late_moves(rng: Rng) -> Case:
    """A report that was made earlier comes later: it says nothing any more."""
    town, a = small_town(rng), numbers(rng, 4)
    near = town.by_distance(0)
    story = Story(rng, town, 4).move(a[0], near[9], 500).move(a[1], near[4], 100).tick()
    story.move(a[0], 0, 4_700).ride(0).tick()
    story.move(a[2], near[2], 50).move(a[3], near[5], 60).tick()
    return story.move(a[2], near[10], 4_051).ride(near[2]).tick().case()


def same_moment(rng: Rng) -> Case:
    """Two reports of one millisecond: the later row counts, in a batch and between batches."""
    town, a = small_town(rng), numbers(rng, 4)
    near = town.by_distance(0)
    story = Story(rng, town, 4).move(a[0], near[8], 300).move(a[1], near[4], 100)
    story.move(a[0], near[1], 300).ride(0).tick()
    story.move(a[2], near[2], 10).move(a[3], near[5], 20).tick()
    return story.move(a[2], near[12], 4_010).ride(0).tick().case()


def late_in_the_batch(rng: Rng) -> Case:
    """Rows of a batch are not in the order of time."""
    town, a = small_town(rng), numbers(rng, 3)
    near = town.by_distance(0)
    story = Story(rng, town, 3).move(a[0], near[1], 200).move(a[1], near[5], 300)
    story.move(a[0], near[9], 900).move(a[1], near[11], 3_000).move(a[2], near[7], 1_000)
    return story.ride(0).ride(near[5]).tick().case()


def stale_drivers(rng: Rng) -> Case:
    """Silent for 15 seconds, a driver is still known; a millisecond later he is not."""
    town, a = small_town(rng), numbers(rng, 6)
    near = town.by_distance(0)
    story = (
        Story(rng, town, 6).move(a[0], near[1]).move(a[1], near[2], 1).move(a[2], near[6]).tick()
    )
    story.move(a[3], near[8], 100).tick(14_000).ride(near[3]).move(a[4], near[9], 15_001).tick(
        1_000
    )
    return (
        story.move(a[5], near[5], 15_000)
        .move(a[1], near[4], 16_500)
        .ride(0, 1, 2)
        .tick(1_000)
        .case()
    )


def never_heard_of(rng: Rng) -> Case:
    """Most drivers have not said where they are: they are nowhere, not at 0, 0 either."""
    town = Town(rng, (0, 0), 24, 900)
    a = numbers(rng, 9)
    story = Story(rng, town, 9).move(a[0], 3).ride(1).tick().ride(2, 4).tick()
    return story.move(a[1], 5).ride(2).tick().case()


def busy_drivers(rng: Rng) -> Case:
    """Who rides is not there for others until his ride ends, to the millisecond."""
    town, a = small_town(rng), numbers(rng, 3)
    near = town.by_distance(0)
    story = Story(rng, town, 3, 20_000).move(a[0], near[1]).move(a[1], near[7]).ride(0).tick()
    story.move(a[0], near[1]).ride(near[2]).tick()
    story.move(a[0], near[2]).move(a[1], near[8]).ride(0).tick(15_999)
    return story.move(a[0], near[3]).ride(near[3], near[1]).tick(1).ride(0).tick(4_000).case()


def on_the_move(rng: Rng) -> Case:
    """Drivers report while they ride; after the ride they are where they last said."""
    town, a = small_town(rng), numbers(rng, 3)
    near = town.by_distance(0)
    story = Story(rng, town, 3, 8_000).move(a[0], near[1]).move(a[1], near[9]).ride(0).tick()
    story.move(a[0], near[12]).move(a[1], near[9]).tick()
    return story.move(a[1], near[6]).ride(near[1], near[12], 0).tick().case()


def left_the_cell(rng: Rng) -> Case:
    """Who has gone is not found where he was, and found where he is."""
    town = small_town(rng, 30)
    story = Story(rng, town, 6)
    number = numbers(rng, 6)
    for _ in range(5):
        for i in range(6):
            story.move(number[i], int(rng.integers(0, 30)), int(rng.integers(0, 900)))
        story.ride(*[int(corner) for corner in rng.integers(0, 30, 2)]).tick()
    return story.case()


def hot_cells(rng: Rng) -> Case:
    """Demand and supply of the cell with the most riders, before anybody rides.

    In it are free, busy and silent drivers.
    """
    town, (first, second, third, *_) = in_cells(rng)
    a = numbers(rng, 9)
    story = Story(rng, town, 9).move(a[0], first[0], 4_000).move(a[1], first[1])
    story.move(a[2], second[0]).ride(second[0], third[0]).tick()
    story.move(a[3], first[2]).move(a[4], first[3]).move(a[5], second[1])
    story.move(a[2], first[4]).ride(first[0], first[1], second[2], first[4]).tick(11_000)
    story.move(a[6], third[0]).move(a[7], third[1]).ride(third[0], third[1], second[0])
    return story.tick().ride(second[0], second[1]).tick().case()


def equal_demand(rng: Rng) -> Case:
    """Two cells with as many riders: the smaller number of a cell is told."""
    town, (first, second, third, *_) = in_cells(rng)
    story = Story(rng, town, 6)
    for number, corner in zip(numbers(rng, 6), [*first[:3], *second[:2], third[0]], strict=True):
        story.move(number, corner)
    story.ride(first[0], second[0], second[1], first[1], third[0]).tick()
    return story.ride(third[0], second[0]).tick().ride(second[0], third[0], first[0]).tick().case()


def random_day(rng: Rng) -> Case:
    """Everything at random for a while."""
    town = small_town(rng, 40, 2_500)
    return day(rng, town, 30, [int(n) for n in rng.integers(0, 12, 9)], 9_000).case()


WORKLOADS = {
    "weekday": Workload(
        lambda rng: traffic.stream(rng, [(100, 0.0)] * 16), traffic.events, "reports and requests"
    )
}
"""30,000 drivers report every four seconds, and 100 riders ask at each of 16 ticks."""
