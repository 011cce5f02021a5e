"""Cases of the levels dispatch and new-years-eve."""

from __future__ import annotations

import numpy as np

from harness.kata import Case

from . import geo, towns
from .near_cases import TWO_KM
from .stories import RIDE_MS, Story, Town

Rng = np.random.Generator
RIDER_NAMES = ("pickup_lat_e6", "pickup_lng_e6", "pickup_cell")


def _small(rng: Rng, count: int = 24, reach_m: float = 900) -> Town:
    return Town(rng, towns.some_town(rng), count, reach_m)


def _numbers(rng: Rng, count: int) -> list[int]:
    """Numbers of drivers, from 1, in any order."""
    return [int(number) for number in rng.permutation(count) + 1]


def dispatch_example(rng: Rng) -> Case:
    """The example of the starter."""
    lat = np.array([59_912_000, 59_913_100, 59_913_000], np.int32)
    lng = np.array([10_760_000, 10_752_100, 10_752_000], np.int32)
    cell = geo.cells_of(lat, lng)
    moves = {"lat_e6": lat[:2], "lng_e6": lng[:2], "cell": cell[:2]}
    one = dict(zip(RIDER_NAMES, (lat[2:], lng[2:], cell[2:]), strict=True))
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
    town, a = _small(rng), _numbers(rng, 3)
    story = Story(rng, town, 3).tick().move(a[0], 1).tick().ride(2).tick().tick()
    return story.move(a[1], 3).move(a[2], 4).tick().ride(3, 4).tick().case()


def first_come(rng: Rng) -> Case:
    """Who asks first gets his nearest driver, though another would need him more."""
    town = _small(rng)
    number = _numbers(rng, 8)
    story = Story(rng, town, 8)
    for i in range(8):
        story.move(number[i], i)
    return story.ride(*[int(c) for c in rng.integers(0, 24, 10)]).tick().ride(1, 2).tick().case()


def turned_away(rng: Rng) -> Case:
    """Who finds nobody at his tick has asked in vain, and takes nobody later."""
    town, a = _small(rng), _numbers(rng, 4)
    near = town.by_distance(0)
    story = Story(rng, town, 4).move(a[0], near[3]).ride(0, near[1], near[2]).tick()
    story.move(a[1], near[1]).move(a[2], 0).ride(near[5]).tick()
    return story.move(a[3], near[4]).ride(near[2], near[1], near[4]).tick().case()


def late_moves(rng: Rng) -> Case:
    """A report that was made earlier comes later: it says nothing any more."""
    town, a = _small(rng), _numbers(rng, 4)
    near = town.by_distance(0)
    story = Story(rng, town, 4).move(a[0], near[9], 500).move(a[1], near[4], 100).tick()
    story.move(a[0], 0, 4_700).ride(0).tick()
    story.move(a[2], near[2], 50).move(a[3], near[5], 60).tick()
    return story.move(a[2], near[10], 4_051).ride(near[2]).tick().case()


def same_moment(rng: Rng) -> Case:
    """Two reports of one millisecond: the later row counts, in a batch and between batches."""
    town, a = _small(rng), _numbers(rng, 4)
    near = town.by_distance(0)
    story = Story(rng, town, 4).move(a[0], near[8], 300).move(a[1], near[4], 100)
    story.move(a[0], near[1], 300).ride(0).tick()
    story.move(a[2], near[2], 10).move(a[3], near[5], 20).tick()
    return story.move(a[2], near[12], 4_010).ride(0).tick().case()


def late_in_the_batch(rng: Rng) -> Case:
    """Rows of a batch are not in the order of time."""
    town, a = _small(rng), _numbers(rng, 3)
    near = town.by_distance(0)
    story = Story(rng, town, 3).move(a[0], near[1], 200).move(a[1], near[5], 300)
    story.move(a[0], near[9], 900).move(a[1], near[11], 3_000).move(a[2], near[7], 1_000)
    return story.ride(0).ride(near[5]).tick().case()


def stale_drivers(rng: Rng) -> Case:
    """Silent for 15 seconds, a driver is still known; a millisecond later he is not."""
    town, a = _small(rng), _numbers(rng, 6)
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
    a = _numbers(rng, 9)
    story = Story(rng, town, 9).move(a[0], 3).ride(1).tick().ride(2, 4).tick()
    return story.move(a[1], 5).ride(2).tick().case()


def busy_drivers(rng: Rng) -> Case:
    """Who rides is not there for others until his ride ends, to the millisecond."""
    town, a = _small(rng), _numbers(rng, 3)
    near = town.by_distance(0)
    story = Story(rng, town, 3, 20_000).move(a[0], near[1]).move(a[1], near[7]).ride(0).tick()
    story.move(a[0], near[1]).ride(near[2]).tick()
    story.move(a[0], near[2]).move(a[1], near[8]).ride(0).tick(15_999)
    return story.move(a[0], near[3]).ride(near[3], near[1]).tick(1).ride(0).tick(4_000).case()


def on_the_move(rng: Rng) -> Case:
    """Drivers report while they ride; after the ride they are where they last said."""
    town, a = _small(rng), _numbers(rng, 3)
    near = town.by_distance(0)
    story = Story(rng, town, 3, 8_000).move(a[0], near[1]).move(a[1], near[9]).ride(0).tick()
    story.move(a[0], near[12]).move(a[1], near[9]).tick()
    return story.move(a[1], near[6]).ride(near[1], near[12], 0).tick().case()


def left_the_cell(rng: Rng) -> Case:
    """Who has gone is not found where he was, and found where he is."""
    town = _small(rng, 30)
    story = Story(rng, town, 6)
    number = _numbers(rng, 6)
    for _ in range(5):
        for i in range(6):
            story.move(number[i], int(rng.integers(0, 30)), int(rng.integers(0, 900)))
        story.ride(*[int(corner) for corner in rng.integers(0, 30, 2)]).tick()
    return story.case()


def _in_cells(rng: Rng) -> tuple[Town, list[list[int]]]:
    """A town of few cells, and the corners in each, the fullest cells first."""
    while True:
        town = _small(rng, 60, 450)
        cells = [np.flatnonzero(town.cell == cell).tolist() for cell in np.unique(town.cell)]
        cells.sort(key=len, reverse=True)
        if len(cells) > 3 and len(cells[2]) > 5:
            return town, cells


def hot_cells(rng: Rng) -> Case:
    """Demand and supply of the cell with the most riders, before anybody rides.

    In it are free, busy and silent drivers.
    """
    town, (first, second, third, *_) = _in_cells(rng)
    a = _numbers(rng, 9)
    story = Story(rng, town, 9).move(a[0], first[0], 4_000).move(a[1], first[1])
    story.move(a[2], second[0]).ride(second[0], third[0]).tick()
    story.move(a[3], first[2]).move(a[4], first[3]).move(a[5], second[1])
    story.move(a[2], first[4]).ride(first[0], first[1], second[2], first[4]).tick(11_000)
    story.move(a[6], third[0]).move(a[7], third[1]).ride(third[0], third[1], second[0])
    return story.tick().ride(second[0], second[1]).tick().case()


def equal_demand(rng: Rng) -> Case:
    """Two cells with as many riders: the smaller number of a cell is told."""
    town, (first, second, third, *_) = _in_cells(rng)
    story = Story(rng, town, 6)
    for number, corner in zip(_numbers(rng, 6), [*first[:3], *second[:2], third[0]], strict=True):
        story.move(number, corner)
    story.ride(first[0], second[0], second[1], first[1], third[0]).tick()
    return story.ride(third[0], second[0]).tick().ride(second[0], third[0], first[0]).tick().case()


def _day(rng: Rng, town: Town, n_drivers: int, riders: list[int], ride_ms: int) -> Story:
    """Ticks with so many riders; drivers report in most, late in some, and wander."""
    story = Story(rng, town, n_drivers, ride_ms)
    n = len(town.lat)
    for count in riders:
        for number in _numbers(rng, n_drivers):
            if rng.random() < 0.75:
                late = rng.random() < 0.2
                ago = int(rng.integers(4_000, 9_000)) if late else int(rng.integers(0, 4_000))
                story.move(number, int(rng.integers(0, n)), ago)
        story.ride(*[int(corner) for corner in rng.integers(0, n, count)]).tick()
    return story


def random_day(rng: Rng) -> Case:
    """Everything at random for a while."""
    town = _small(rng, 40, 2_500)
    return _day(rng, town, 30, [int(n) for n in rng.integers(0, 12, 9)], 9_000).case()


def crowd_in_a_cell(rng: Rng) -> Case:
    """Two of three riders in one cell, many more than there are drivers near."""
    town, cells = _in_cells(rng)
    story = _day(rng, town, 30, [2, 2], 12_000)
    for _ in range(4):
        for number in _numbers(rng, 30)[:20]:
            story.move(number, int(rng.integers(0, 60)), int(rng.integers(0, 3_000)))
        crowd = rng.choice(cells[0], 20).tolist() + rng.choice(60, 10).tolist()
        story.ride(*[int(corner) for corner in rng.permutation(crowd)]).tick()
    return story.case()


def crowd_at_the_border(rng: Rng) -> Case:
    """The crowd stands in several cells; drivers come from outside, further and further."""
    town = _small(rng, 60, 1_900)
    centre = int(np.argmin(town.mm.sum(axis=1)))
    near = town.by_distance(centre)[:7]
    story = Story(rng, town, 50)
    for number in _numbers(rng, 50):
        story.move(number, int(rng.integers(0, 60)))
    for _ in range(3):
        story.ride(*[int(corner) for corner in rng.choice(near, 22)]).tick()
    return story.case()


def everybody_rides(rng: Rng) -> Case:
    """The last driver is taken, and then there is nobody, however many ask."""
    town = _small(rng, 30, 700)
    story = _day(rng, town, 12, [0], 60_000)
    for _ in range(3):
        story.ride(*[int(corner) for corner in rng.integers(0, 30, 14)]).tick(1_000)
    return story.case()


def second_wave(rng: Rng) -> Case:
    """All come back at once when their rides end, and the crowd is still there."""
    town, cells = _in_cells(rng)
    story = Story(rng, town, 16, 8_000)
    for _ in range(7):
        for number in _numbers(rng, 16):
            story.move(number, int(rng.integers(0, 60)), int(rng.integers(0, 4_000)))
        story.ride(*[int(corner) for corner in rng.choice(cells[0], 18)]).tick()
    return story.case()


FAMILIES = (
    dispatch_example,
    nothing_happens,
    first_come,
    turned_away,
    late_moves,
    same_moment,
    late_in_the_batch,
    stale_drivers,
    never_heard_of,
    busy_drivers,
    on_the_move,
    left_the_cell,
    hot_cells,
    equal_demand,
    random_day,
    crowd_in_a_cell,
    crowd_at_the_border,
    everybody_rides,
    second_wave,
)
