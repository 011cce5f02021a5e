"""Clear answers: no case hangs on less than 2 mm, so that any good formula says the same."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numba import njit

from harness.kata import Case, Rng

from .. import geo
from ..geo import RADIUS_MM, Array

GAP_MM = 2.0


def clear(make: Callable[[Rng], Case]) -> Callable[[Rng], Case]:
    """The family, made again until no answer hangs on less than 2 mm."""

    def family(rng: Rng) -> Case:
        while True:
            case = make(rng)
            if not unclear_riders(case).any():
                return case

    family.__name__, family.__doc__ = make.__name__, make.__doc__
    return family


def unclear_riders(case: Case) -> Array:
    """Which riders have a nearest driver that hangs on less than 2 mm.

    Two drivers at one place are no trouble: they are equally far for everybody.
    """
    mm, radius = geo.distances(case), case["radius_mm"]
    reach = np.where(mm <= radius + GAP_MM, mm, 2.0 * radius + 9.0)
    gaps = np.diff(np.sort(reach, axis=1), axis=1)
    tight = ((gaps > 1e-3) & (gaps < GAP_MM)).any(axis=1)
    found: Array = np.logical_or(tight, unclear_lengths(mm, radius))
    return found


def unclear_lengths(mm: Array, radius_mm: int) -> Array:
    """Which rows have a distance at the edge of the radius, or one near half a mm."""
    edge = (np.abs(mm - radius_mm) < GAP_MM) & (mm > 0)
    half = (np.abs(mm % 1.0 - 0.5) < 1e-4) & (mm <= radius_mm + GAP_MM)
    found: Array = np.any(edge | half, axis=1)
    return found


@njit(cache=True)
def unclear(
    lat_e6: Array, lng_e6: Array, rider_lat: Array, rider_lng: Array, reach_mm: float, most: int
) -> Array:
    """As `unclear_riders` for many: looks at the `most` nearest drivers within reach. bool[Q].

    Places are float64, drivers sorted by latitude. What differs at all differs by far more than a
    thousandth of a mm.
    """
    found = np.zeros(len(rider_lat), np.bool_)
    held = np.zeros(len(lat_e6))
    for i in range(len(rider_lat)):
        reach, n = reach_mm / 32, 0
        while True:
            n = _within(lat_e6, lng_e6, rider_lat[i], rider_lng[i], reach, held)
            if n >= most or reach >= reach_mm:
                break
            reach *= 2
        near = np.sort(held[:n])
        for k in range(min(n, most)):
            gap = near[k] - near[k - 1] if k else 9.0
            if 1e-3 < gap < 2.0 or abs(near[k] - reach_mm) < 2.0:
                found[i] = True
    return found


@njit(cache=True)
def _within(
    lat_e6: Array, lng_e6: Array, lat: float, lng: float, reach_mm: float, held: Array
) -> int:
    """Write the distances of all drivers within reach (and 2 mm) to `held`; returns how many."""
    to_rad = np.pi / 180e6
    window = reach_mm / RADIUS_MM / to_rad + 10.0
    cosine, n = np.cos(lat * to_rad), 0
    wide = window / max(0.01, cosine) * 1.1
    for d in range(np.searchsorted(lat_e6, lat - window), len(lat_e6)):
        if lat_e6[d] > lat + window:
            break
        turn = abs(lng_e6[d] - lng)
        turn = min(turn, 360e6 - turn)
        if turn > wide:
            continue
        up = np.sin((lat_e6[d] - lat) * to_rad / 2)
        across = np.sin(turn * to_rad / 2)
        h = up * up + cosine * np.cos(lat_e6[d] * to_rad) * across * across
        mm = 2 * RADIUS_MM * np.arcsin(np.sqrt(h))
        if mm <= reach_mm + 2.0:
            held[n] = mm
            n += 1
    return n
