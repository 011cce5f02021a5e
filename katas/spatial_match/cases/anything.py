"""Whatever the contract allows, small, and more often at its ends."""

from __future__ import annotations

from typing import Any

import numpy as np

from harness.kata import TWO_ALIVE, Case, Rng

from .. import geo
from ..geo import Array
from .clear import unclear_lengths, unclear_riders
from .clocks import DAY_MS, LAST_MS, batch
from .edges import FIVE_KM
from .optimum import unique_match
from .towns import TOWNS, TWO_KM

_POLE, _LINE = 90_000_000, 180_000_000
_STEPS = np.array([0, 1, 2, 255, 256, 2**15, 2**16, 300, 4_000, 17_000, 44_000])
"""So many micro-degrees are between places that may meet, or not."""


def _around(rng: Rng, count: int) -> Array:
    """Places about one somewhere on earth, at its ends more often than not; some are equal."""
    lat = int(rng.choice([0, 1, _POLE, -_POLE, 59_900_000, int(rng.integers(-_POLE, _POLE))]))
    lng = int(rng.choice([0, -1, -_LINE, _LINE - 1, int(rng.integers(-_LINE, _LINE))]))
    if rng.random() < 0.3:
        lat, lng = TOWNS[int(rng.integers(0, len(TOWNS)))]
    scale = int(rng.choice([1, 1, 50]))
    steps = rng.choice(_STEPS, (2, count)) * rng.choice([-1, 1], (2, count)) // scale
    steps += rng.integers(-40, 41, (2, count)) * (rng.random(count) < 0.7)
    if abs(lat) == _POLE:
        steps[1] = rng.integers(-_LINE, _LINE, count) * (rng.random(count) < 0.8)
    copied = rng.random(count) < 0.2
    steps[:, copied] = steps[:, rng.integers(0, max(count, 1), count)[copied]]
    places: Array = np.array([np.clip(lat + steps[0], -_POLE, _POLE), geo.wrapped(lng + steps[1])])
    return places


def _radius_mm(rng: Rng, places: Case) -> int:
    """One of the ends, a usual one, or what is some mm more or less than a distance of the case."""
    mm = geo.distances(places)
    near = mm[(mm > 10) & (mm < FIVE_KM - 9)]
    if len(near) and rng.random() < 0.5:
        return int(rng.choice(near)) + int(rng.choice([-3, 4]))
    return int(rng.choice([0, 1, 2**15, 2**16, TWO_KM, TWO_KM, FIVE_KM]))


def _points(rng: Rng, most: int) -> Case:
    """Drivers, riders and a radius, of those riders whose drivers are told apart."""
    counts = rng.choice([0, 1, 2, most], 2, p=[0.08, 0.1, 0.12, 0.7])
    places = _around(rng, int(counts.sum()))
    case = geo.points(tuple(places[:, : counts[0]]), tuple(places[:, counts[0] :]))
    case["radius_mm"] = _radius_mm(rng, case)
    return geo.keep_riders(case, ~unclear_riders(case)) if counts.all() else case


def nearest(rng: Rng) -> Case:
    """Any drivers, riders and radius."""
    case = _points(rng, 12)
    return {**case, "radius_mm": -1} if rng.random() < 0.05 else case


def nearest_k(rng: Rng) -> Case:
    """Any drivers, riders, radius and number of columns."""
    return {**_points(rng, 12), "K": int(rng.choice([1, 2, 3, 12, 100]))}


def match(rng: Rng) -> Case:
    """Any drivers, riders and radius of which one match is the best."""
    while True:
        case = _points(rng, 9)
        mm, radius = geo.distances(case), case["radius_mm"]
        if not mm.size or (
            not unclear_lengths(mm, radius).any()
            and unique_match(np.rint(mm).astype(np.int64), radius) is not None
        ):
            return case


def dispatcher(rng: Rng) -> Case:
    """A few drivers at a few places, and ticks in any distance from each other."""
    places = _around(rng, 14)
    case = geo.points(tuple(places[:, :9]), tuple(places[:, 5:]))
    case["radius_mm"] = _radius_mm(rng, case)
    case = geo.keep_riders(case, ~unclear_riders(case))
    n_drivers = int(rng.choice([0, 1, 2, 6, 300, 70_000], p=[0.04, 0.1, 0.2, 0.4, 0.23, 0.03]))
    ride_ms = int(rng.choice([0, 1, 4_000, 15_000, 15_001, 2**16, DAY_MS]))
    known: Array = np.zeros(0, np.int64)
    if n_drivers:
        known = np.append(rng.integers(1, n_drivers, 4, endpoint=True), n_drivers)
    begin = int(rng.choice([0, 1, 2**31 - 4_000, 2**32 - 4_000, 2**41, LAST_MS // 2]))
    gaps = [0, 1, 4_000, 14_999, 15_000, 15_001, ride_ms, abs(ride_ms - 1), ride_ms + 1, 2**32]
    ticks = begin + np.cumsum(rng.choice(gaps, int(rng.integers(1, 8))))
    batches = [_batch(rng, case, known, tick) for tick in ticks.tolist()]
    fixed = {"n_drivers": n_drivers, "radius_mm": case["radius_mm"], "ride_ms": ride_ms}
    alive = {TWO_ALIVE: True} if rng.random() < 0.3 else {}
    return {**fixed, "batches": batches, **alive}


def _batch(rng: Rng, case: Case, known: Array, tick_ms: int) -> Case:
    """Some reports, new and old and of one time, and some riders."""
    reports = int(rng.choice([0, 1, 5])) if len(known) else 0
    number = rng.choice(known, reports) if reports else known[:0]
    ago = rng.choice([0, 0, 1, 3_999, 4_000, 14_999, 15_000, 15_001, 2**16, 2**32], reports)
    riders = np.arange(len(case["pickup_cell"]))
    asked = rng.choice(riders, int(rng.integers(0, 5))) if len(riders) else riders
    places = geo.chosen(case, rng.integers(0, len(case["cell"]), reports), asked)
    return batch(places, number, np.maximum(tick_ms - ago, 0), tick_ms)


def cells(rng: Rng) -> Case:
    """Any places at any resolution."""
    count = int(rng.choice([0, 1, 2, 30]))
    lat = rng.integers(-_POLE, _POLE, count, endpoint=True)
    lng = rng.integers(-_LINE, _LINE, count)
    ends = rng.random((2, count)) < 0.4
    lat[ends[0]] = rng.choice([0, 1, -1, _POLE, -_POLE, _POLE - 1, 2**24 + 1], int(ends[0].sum()))
    lng[ends[1]] = rng.choice([0, 1, -1, -_LINE, _LINE - 1, 2**24 + 1], int(ends[1].sum()))
    resolution: Any = rng.choice([-100, -1, 16, 100, *range(16)], p=[0.02] * 4 + [0.0575] * 16)
    return {
        "lat_e6": lat.astype(np.int32),
        "lng_e6": lng.astype(np.int32),
        "resolution": int(resolution),
    }


ANYTHING = {
    "nearest": nearest,
    "nearest_k": nearest_k,
    "match": match,
    "Dispatcher": dispatcher,
    "cells": cells,
}
