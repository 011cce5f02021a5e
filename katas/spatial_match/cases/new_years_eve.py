"""Cases of the level new-years-eve: a crowd in few cells, and more riders than drivers."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng, Workload

from . import clocks, deep, edges, traffic
from .stories import Story, day, in_cells, numbers, small_town

__all__ = [
    "crowd_in_a_cell",
    "crowd_at_the_border",
    "everybody_rides",
    "second_wave",
    "midnight_at_a_small_edge",
    "midnight_at_a_city_edge",
    "midnight_at_the_largest_edge",
    "midnight_at_the_corners",
    "midnight_across_32_bits",
    "two_nights",
    "opposite_at_a_pole",
]
DEPTH = ("crowd_among_many",)
midnight_at_a_small_edge = clocks.asked_in_a_stream(edges.small_edge)
midnight_at_a_city_edge = clocks.asked_in_a_stream(edges.city_edge)
midnight_at_the_largest_edge = clocks.asked_in_a_stream(edges.largest_edge)
midnight_at_the_corners = clocks.asked_in_a_stream(edges.corners_of_the_earth)
midnight_across_32_bits = clocks.across_32_bits
two_nights = clocks.two_nights
opposite_at_a_pole = clocks.opposite_at_a_pole
crowd_among_many = deep.silent_among_many


def crowd_in_a_cell(rng: Rng) -> Case:
    """Two of three riders in one cell, many more than there are drivers near."""
    town, cells = in_cells(rng)
    story = day(rng, town, 30, [2, 2], 12_000)
    for _ in range(4):
        for number in numbers(rng, 30)[:20]:
            story.move(number, int(rng.integers(0, 60)), int(rng.integers(0, 3_000)))
        crowd = rng.choice(cells[0], 20).tolist() + rng.choice(60, 10).tolist()
        story.ride(*[int(corner) for corner in rng.permutation(crowd)]).tick()
    return story.case()


def crowd_at_the_border(rng: Rng) -> Case:
    """The crowd stands in several cells; drivers come from outside, further and further."""
    town = small_town(rng, 60, 1_900)
    centre = int(np.argmin(town.mm.sum(axis=1)))
    near = town.by_distance(centre)[:7]
    story = Story(rng, town, 50)
    for number in numbers(rng, 50):
        story.move(number, int(rng.integers(0, 60)))
    for _ in range(3):
        story.ride(*[int(corner) for corner in rng.choice(near, 22)]).tick()
    return story.case()


def everybody_rides(rng: Rng) -> Case:
    """The last driver is taken, and then there is nobody, however many ask."""
    town = small_town(rng, 30, 700)
    story = day(rng, town, 12, [0], 60_000)
    for _ in range(3):
        story.ride(*[int(corner) for corner in rng.integers(0, 30, 14)]).tick(1_000)
    return story.case()


def second_wave(rng: Rng) -> Case:
    """All come back at once when their rides end, and the crowd is still there."""
    town, cells = in_cells(rng)
    story = Story(rng, town, 16, 8_000)
    for _ in range(7):
        for number in numbers(rng, 16):
            story.move(number, int(rng.integers(0, 60)), int(rng.integers(0, 4_000)))
        story.ride(*[int(corner) for corner in rng.choice(cells[0], 18)]).tick()
    return story.case()


HOT_SHARE = 0.3
TICKS = [(100, 0.0)] * 3 + [(2_000, HOT_SHARE)] * 12
WORKLOADS = {
    "midnight": Workload(
        lambda rng: traffic.stream(rng, TICKS), traffic.events, "reports and requests"
    )
}
"""The same town; at midnight 2,000 riders ask at each tick, three in ten from one cell."""
