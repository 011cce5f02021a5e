"""More of everything than 16 bits count: drivers, riders, and what a dispatcher has to remember."""

from __future__ import annotations

from typing import Any

import numpy as np

from harness.kata import Case, Rng

from .. import geo
from . import towns
from .clear import clear
from .stories import START_MS, Town
from .towns import TWO_KM

MANY = 70_000


@clear
def many_drivers(rng: Rng) -> Case:
    """70,000 drivers, most of them in one garage; riders near the first and the last of them."""
    town = towns.some_town(rng)
    lat, lng = towns.nearby(rng, town, 400, 6_000)
    corner = np.concatenate([np.arange(200), np.zeros(MANY - 400, np.int64), np.arange(200, 400)])
    asked = np.array([0, *rng.integers(1, 200, 3), *rng.integers(200, 400, 3)])
    beside = geo.stepped(lat[asked], lng[asked], *(rng.uniform(5, 30, (2, len(asked)))))
    places = geo.points((lat, lng), beside, radius_mm=TWO_KM)
    return places | {name: places[name][corner] for name in geo.DRIVERS}


@clear
def many_riders(rng: Rng) -> Case:
    """10,000 riders, as many as there may be, at 50 places, and a street is their radius."""
    lat, lng = towns.apart(rng, towns.some_town(rng), 50)
    riders = rng.integers(0, 50, 10_000)
    some = rng.permutation(50)[:40]
    beside = geo.stepped(lat[some], lng[some], *(rng.uniform(5, 60, (2, 40))))
    places = geo.points(beside, (lat, lng), radius_mm=100_000)
    return geo.keep_riders(places, riders)


def two_thousand_each(rng: Rng) -> Case:
    """2,000 riders and as many drivers: two and two meet, and each couple is far from all others.

    A third of the couples has but one driver in reach. One way to match each is clearly the best.
    """
    lat, lng = (part.repeat(2) for part in towns.apart(rng, towns.some_town(rng), 1_000, 1_000))
    while True:
        metres = rng.uniform(-60, 60, (2, 2, 2_000))
        metres[0, 0, ::6] += 450
        drivers, riders = (np.array(geo.stepped(lat, lng, *each)) for each in metres)
        straight = geo.exact_mm(*riders, *drivers)
        crossed = geo.exact_mm(*riders, *drivers[:, np.arange(2_000) ^ 1])
        gain = straight.reshape(-1, 2).sum(axis=1) - crossed.reshape(-1, 2).sum(axis=1)
        alone = straight[1::2] - crossed[::2]
        if np.abs(np.where(np.arange(1_000) % 3 == 0, alone, gain)).min() > 5:
            order = rng.permutation(2_000)
            return geo.points(tuple(drivers[:, order]), tuple(riders), radius_mm=250_000)


class Trace:
    """A stream of few places, written in columns: each driver and rider is at one of them."""

    def __init__(
        self, rng: Rng, n_drivers: int, ride_ms: int, places: int = 24, reach_m: int = 900
    ) -> None:
        self.town = Town(rng, towns.some_town(rng), places, reach_m)
        self.fixed = {"n_drivers": n_drivers, "radius_mm": TWO_KM, "ride_ms": ride_ms}
        self.batches: list[Case] = []

    def batch(self, number: Any, place: Any, t_ms: Any, riders: Any, tick_ms: int) -> None:
        """Reports (of which driver, from where, and when), riders, and the tick."""
        who, at, asked = (np.asarray(part, np.int64) for part in (number, place, riders))
        town = self.town
        self.batches.append(
            {
                "number": who.astype(np.int32),
                "lat_e6": town.lat[at],
                "lng_e6": town.lng[at],
                "cell": town.cell[at],
                "t_ms": np.zeros(len(who), np.int64) + t_ms,
                "pickup_lat_e6": town.lat[asked],
                "pickup_lng_e6": town.lng[asked],
                "pickup_cell": town.cell[asked],
                "tick_ms": tick_ms,
            }
        )

    def case(self) -> Case:
        """The stream."""
        return {**self.fixed, "batches": self.batches}


def silent_among_many(rng: Rng) -> Case:
    """Six drivers report; then 70,000 others do, once each; then riders ask where the six are.

    A report of three of them that comes last is older, and says nothing.
    """
    trace, now = Trace(rng, 100_000, 60_000), START_MS + int(rng.integers(0, 2**30))
    near = trace.town.by_distance(0)
    six, others = rng.permutation(6) + 1, 7 + rng.permutation(99_994)[:MANY]
    trace.batch(six, near[:6], now, [near[5]], now)
    far = rng.choice(near[12:18], MANY)
    trace.batch(others, far, now + rng.integers(1, 4_000, MANY), [], now + 4_000)
    trace.batch(six[:3], near[6:9], now - 1, near[:5], now + 8_000)
    return trace.case()


def reports_of_one(rng: Rng) -> Case:
    """One driver reports 70,000 times, and two others did before, of whom one rides."""
    trace, now = Trace(rng, 3, 14_000), START_MS + int(rng.integers(0, 2**30))
    near = trace.town.by_distance(0)
    one, two, three = rng.permutation(3) + 1
    trace.batch([two, three], near[1:3], now, [near[1]], now)
    place = rng.integers(0, len(near), MANY)
    times = now + np.arange(MANY) // 10
    trace.batch(np.full(MANY, one), np.array(near)[place], times, [], now + 8_000)
    trace.batch([one, three], near[8:10], [now + 6_999, now], near[:2], now + 13_999)
    trace.batch([two], near[3:4], [now + 13_500], [near[3], near[1]], now + 14_000)
    return trace.case()


def many_ticks(rng: Rng) -> Case:
    """1,200 ticks at which nothing happens, and then everything is as it was, but for a ride."""
    trace, now = Trace(rng, 3, 13_000), START_MS + int(rng.integers(0, 2**30))
    near = trace.town.by_distance(0)
    one, two, three = rng.permutation(3) + 1
    trace.batch([one, two, three], near[1:4], now, [near[1]], now)
    nothing = np.zeros(0, np.int64)
    for i in range(1_200):
        trace.batch(nothing, nothing, nothing, nothing, now + 10 * i)
    trace.batch([two], [near[9]], [now - 1], [near[2]], now + 12_999)
    trace.batch(nothing, nothing, nothing, near[:3], now + 13_000)
    return trace.case()


def thousands_of_rides(rng: Rng) -> Case:
    """One driver rides; 4,200 others do after him, and 5,000, as many as there may be, ask in that
    tick. Who asks later where the one was finds nobody, until to the millisecond his ride is over.
    """
    others = 4_200
    trace, now = Trace(rng, others + 9, 14_000, 60, 4_000), START_MS + int(rng.integers(0, 2**30))
    number = rng.permutation(others + 9) + 1
    where = rng.integers(1, 60, others)
    trace.batch(number[:1], [0], now, [0], now)
    riders = rng.permutation(np.append(where, rng.integers(1, 60, 5_000 - others)))
    trace.batch(number[1 : others + 1], where, now + 1, riders, now + 1)
    trace.batch(number[:2], [0, 0], now + 12_000, [0, 0], now + 13_999)
    trace.batch(number[others + 1 :], [1] * 8, now + 14_000, [0, 0, 1], now + 14_000)
    return trace.case()
