"""Cases of a dispatcher in which time, numbers and places reach their ends."""

from __future__ import annotations

from typing import Any

import numpy as np

from harness.kata import TWO_ALIVE, Case, Rng

from .. import geo
from . import edges, towns
from .edges import Maker, same_low_bits
from .stories import RIDE_MS, START_MS, Story, day, numbers, small_town
from .towns import TWO_KM

DAY_MS = 86_400_000
LAST_MS = 2**53
MOST_DRIVERS = 100_000


def batch(places: Case, number: Any, t_ms: Any, tick_ms: int) -> Case:
    """The drivers of some places report, the riders ask, and there is a tick."""
    count = len(places["cell"])
    reports = {
        "number": np.asarray(number, np.int32),
        "t_ms": np.zeros(count, np.int64) + t_ms,
        "tick_ms": tick_ms,
    }
    return reports | {name: places[name] for name in geo.DRIVERS + geo.RIDERS}


def asked_in_a_stream(make: Maker, ride_ms: int = RIDE_MS) -> Maker:
    """A case of drivers and riders as two ticks: all drivers report before the first one, and a
    half of the riders asks at each.
    """

    def family(rng: Rng) -> Case:
        case = make(rng)
        drivers, riders = len(case["cell"]), len(case["pickup_cell"])
        now, number = START_MS + int(rng.integers(0, 2**31)), np.arange(drivers)
        rows = rng.permutation(drivers)
        first = geo.chosen(case, rows, np.arange(riders // 2))
        second = geo.chosen(case, number[:0], np.arange(riders // 2, riders))
        batches = [
            batch(first, number[rows] + 1, now - rng.integers(0, 9_000, drivers), now),
            batch(second, number[:0], now, now + 4_000),
        ]
        fixed = {"n_drivers": drivers, "radius_mm": case["radius_mm"], "ride_ms": ride_ms}
        return {**fixed, "batches": batches}

    family.__name__, family.__doc__ = make.__name__, make.__doc__
    return family


work_at_a_small_edge = asked_in_a_stream(edges.small_edge)
work_at_a_city_edge = asked_in_a_stream(edges.city_edge)
work_at_the_largest_edge = asked_in_a_stream(edges.largest_edge)
work_at_the_corners = asked_in_a_stream(edges.corners_of_the_earth)
work_at_a_pole = asked_in_a_stream(edges.streets_at_a_pole)
work_in_same_streets = asked_in_a_stream(edges.same_streets)
work_at_the_very_place = asked_in_a_stream(edges.at_the_very_place, ride_ms=1)
work_within_a_millimetre = asked_in_a_stream(edges.within_a_millimetre, ride_ms=1)


def opposite_at_a_pole(rng: Rng) -> Case:
    """Riders of one cell with a pole between them: the first two find nobody, and how far the next
    is from them says the way across the pole, not the one around it.
    """
    per_m, sign = 1e9 / geo.RADIUS_MM * 180 / np.pi, int(rng.choice([-1, 1]))
    while True:
        lng, away_m = int(rng.integers(-180_000_000, 0)), rng.uniform([120, 20, 10], [170, 40, 15])
        metres = np.array([away_m[0], away_m[1], away_m[1] + 2_000 - away_m[2]])
        lat = sign * np.rint(90e6 - metres * per_m).astype(np.int64)
        places = geo.points(
            (lat[2:], [lng + 180_000_000]), (lat[:2], [lng, lng + 180_000_000]), radius_mm=TWO_KM
        )
        if places["pickup_cell"][0] == places["pickup_cell"][1]:
            places = geo.keep_riders(places, np.array([0, 0, 1, 0]))
            break
    case = {"n_drivers": 1, "radius_mm": TWO_KM, "ride_ms": RIDE_MS}
    return case | {"batches": [batch(places, [1], START_MS, START_MS)]}


def cells_alike(rng: Rng) -> Case:
    """Cells that agree in their lowest 32 bits are different ones, in demand and in supply."""
    town = towns.some_town(rng)
    alike = [town, *same_low_bits(town)]
    other = geo.stepped(*town, 3_000.0, 2_000.0)
    spots = np.array([*alike, (int(other[0]), int(other[1]))]).T
    asking = [np.array([0, 1, 2, 3, 3]), np.array([0, 0, 1, 0, 2])]
    lat, lng = geo.stepped(spots[0], spots[1], 5.0, -4.0)
    there, now, batches = [0, 1, 1, 3], START_MS, []
    for i, riders in enumerate(asking):
        places = geo.points((lat[there], lng[there]), tuple(spots[:, rng.permutation(riders)]))
        now += 4_000
        places = geo.chosen(places, np.arange(4 if i == 0 else 0), np.arange(5))
        number = np.arange(1, 5)[: len(places["cell"])]
        batches.append(batch(places, number, now, now))
    return {"n_drivers": 4, "radius_mm": 2, "ride_ms": RIDE_MS, "batches": batches}


def first_and_last_ms(rng: Rng) -> Case:
    """Time begins at 0 and ends at 2**53, and the rules are the same there."""
    town, a = small_town(rng), numbers(rng, 6)
    near = town.by_distance(0)
    story = Story(rng, town, 6, 1)
    story.now_ms = 0
    story.move(a[0], near[1]).ride(0, near[2]).tick(0)
    story.move(a[1], near[3], 1).move(a[5], near[7]).ride(0, 0).tick(1)
    story.ride(near[3]).tick(15_000).move(a[0], near[5], 15_001).ride(0).tick(0)
    story.move(a[2], near[2]).move(a[3], near[4]).tick(LAST_MS - 15_001 - story.now_ms)
    story.move(a[2], near[7], 15_001).ride(near[2]).tick(15_000)
    return story.move(a[4], near[6]).ride(near[4], near[4]).tick(1).case()


def last_seconds(rng: Rng) -> Case:
    """Near the end of time a float of seconds does not tell 15,001 ms from 15,000."""
    town, a = small_town(rng), numbers(rng, 3)
    near = town.by_distance(0)
    end = LAST_MS - int(rng.integers(4_000, 2**30))
    while end / 1_000 - (end - 15_001) / 1_000 > 15:
        end -= 1
    story = Story(rng, town, 3)
    story.now_ms = end - 19_001
    story.move(a[0], near[2]).tick().move(a[1], near[9]).ride(near[2]).tick(15_001)
    return story.move(a[2], near[3]).ride(0, 0).tick(1).case()


def heard_late(rng: Rng) -> Case:
    """A report of before his ride comes while a driver rides: he is where it says. And what comes
    without riders, in the millisecond of the tick before, is heard as well.
    """
    town, a = small_town(rng), numbers(rng, 3)
    near = town.by_distance(0)
    story = Story(rng, town, 3, 8_000).move(a[0], near[1], 3_000).move(a[1], near[9]).ride(0).tick()
    story.move(a[0], near[12], 5_000).tick().move(a[1], near[6]).tick()
    return story.move(a[2], near[3]).tick(0).ride(near[12], near[6], near[3]).tick(0).case()


def across_32_bits(rng: Rng) -> Case:
    """Hours and weeks in which 31 and 32 bits of milliseconds are full."""
    town, a = small_town(rng), numbers(rng, 4)
    near = town.by_distance(0)
    story = Story(rng, town, 4, 8_000)
    story.now_ms = 1_000
    for full in (2**31, 2**32):
        story.move(a[0], near[2], 10).move(a[1], near[9], 100).tick(full - story.now_ms)
        story.move(a[0], near[1], 3_990).move(a[1], near[8], 4_010).ride(near[1]).tick()
        story.move(a[1], near[3], 9_000).ride(near[9], near[1]).tick(4_000)
        story.move(a[2], near[4], 9_001).ride(0, near[4]).tick(4_000).ride(0).tick(3_999)
    return story.case()


def long_ago(rng: Rng) -> Case:
    """Drivers silent for some seconds more than 16, 24, 31 or 32 bits hold of ms are forgotten, and
    their reports of long ago come too late.
    """
    town, a = small_town(rng), numbers(rng, 8)
    near = town.by_distance(0)
    story = Story(rng, town, 8)
    for i, span in enumerate((2**16, 2**24, 2**31, 2**32)):
        story.move(a[i], near[1]).move(a[4 + i], near[7]).tick()
        story.move(a[4 + i], near[5], 2).ride(near[1], near[1]).tick(span + 3)
        story.move(a[4 + i], near[2], span).ride(near[2]).tick(1)
        story.move(a[i], near[3], span - 9_000).ride(near[3]).tick(60_000)
    return story.case()


def _ride_of(rng: Rng, ride_ms: int) -> Case:
    """A ride that ends in the millisecond in which it has to, and one that begins before it."""
    town, a = small_town(rng), numbers(rng, 3)
    near = town.by_distance(0)
    story = Story(rng, town, 3, ride_ms).move(a[0], near[1]).move(a[1], near[6]).ride(0).tick()
    story.move(a[1], near[6]).ride(near[6]).tick(1_000)
    story.move(a[0], near[1]).move(a[1], near[2]).ride(0).tick(ride_ms - 1_001)
    story.move(a[2], near[9]).ride(0, 0).tick(1)
    return story.move(a[1], near[2]).ride(0).tick(999).ride(0, near[9]).tick(1).case()


def ride_of_a_day(rng: Rng) -> Case:
    """As long a ride as there may be."""
    return _ride_of(rng, DAY_MS)


def odd_ride(rng: Rng) -> Case:
    """Hours, to the odd millisecond."""
    return _ride_of(rng, 2 * int(rng.integers(2**24, 2**25)) + 1)


def ride_of_no_time(rng: Rng) -> Case:
    """Rides that take no time: a driver takes one rider at a tick, and another one at the next,
    which may be in the same millisecond.
    """
    town, a = small_town(rng), numbers(rng, 3)
    near = town.by_distance(0)
    story = Story(rng, town, 3, 0).move(a[0], near[1]).move(a[1], near[4]).ride(0, 0, 0).tick()
    story.ride(0).tick(0).ride(near[4], near[4], near[1]).tick(0)
    return story.move(a[2], near[2]).ride(near[2], near[2]).tick(1).ride(near[2]).tick(0).case()


def stands_still(rng: Rng) -> Case:
    """Who reports the same place again has reported: he is known for 15 seconds more. The same
    report again, and one of the same time from where he was, change what they say and no more.
    """
    town, a = small_town(rng), numbers(rng, 5)
    near = town.by_distance(0)
    story = Story(rng, town, 5)
    for number, place in zip(a, near[1:6], strict=True):
        story.move(number, place)
    story.tick().move(a[0], near[1]).move(a[1], near[8]).move(a[1], near[2])
    story.tick(9_000).move(a[2], near[3], 9_000).move(a[3], near[4], 9_001).move(a[0], near[1], 9)
    story.ride(near[5]).tick(6_000).ride(near[3], near[4]).tick(1)
    return story.ride(near[1], near[2], near[8]).tick(8_999).ride(near[2]).tick(1).case()


def several_at_a_corner(rng: Rng) -> Case:
    """Of those who wait at one corner the smallest number who is known and free goes first; riders
    of one corner and one tick get one after the other.
    """
    town = small_town(rng)
    near = town.by_distance(0)
    a = sorted(numbers(rng, 40)[:7])
    story = Story(rng, town, 40, 9_000).move(a[0], near[2]).move(a[1], near[2], 10_000)
    story.move(a[2], near[2], 10).ride(near[2]).tick()
    for number in rng.permutation(a[3:6]):
        story.move(int(number), near[2])
    story.move(a[6], near[1]).move(a[2], near[2], 3_000).move(a[2], near[2], 3_000)
    story.ride(near[2]).tick().ride(near[2], near[2], near[2]).tick(4_999)
    return story.ride(near[2], near[2], near[1]).tick(1).case()


def no_drivers_there(rng: Rng) -> Case:
    """A dispatcher without drivers still says where they are wanted."""
    town = small_town(rng)
    return Story(rng, town, 0).ride(0, 1, 0).tick().tick().ride(2).tick().case()


def one_of_each(rng: Rng) -> Case:
    """One driver, one report, one rider."""
    town = small_town(rng)
    story = Story(rng, town, 1, 4_000).move(1, 1).ride(0).tick().ride(0).tick(3_999)
    return story.ride(0).tick(1).ride(0).tick(4_000).case()


def few_of_many(rng: Rng) -> Case:
    """A few of 100,000 drivers: the first, the last, and some whose numbers end in the same bits.

    Who comes later is not the one before him, and has not taken his place, his time or his ride.
    """
    town = small_town(rng)
    near = town.by_distance(0)
    one = int(rng.integers(2, 30_000))
    few = [one, one + 2**8, one + 2**15, one + 2**16, 1, MOST_DRIVERS]
    story = Story(rng, town, MOST_DRIVERS)
    for i, number in enumerate(few):
        story.move(number, near[1 + i], 6 - i)
    story.ride(near[1]).tick().ride(near[2], near[6]).tick(11_000)
    story.move(few[1], near[2]).ride(near[4], near[5], near[2]).tick(5_000)
    return story.case()


def two_shifts(rng: Rng) -> Case:
    """Another dispatcher works in another office, with its own drivers, and hears the same."""
    town = small_town(rng, 40, 2_500)
    case = day(rng, town, 12, [int(n) for n in rng.integers(3, 9, 7)], 9_000).case()
    return {**case, TWO_ALIVE: True}


def two_nights(rng: Rng) -> Case:
    """Two dispatchers, and each has its own crowd and its own drivers."""
    town = small_town(rng, 30, 700)
    return {**day(rng, town, 12, [14, 14, 14], 9_000).case(), TWO_ALIVE: True}
