"""Clear answers: no case hangs on less than 2 mm, so that any good formula says the same."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numba import njit

from harness.kata import Case, Rng

from .. import geo
from ..geo import RADIUS_MM, Array

GAP_MM = 2.0
FAR_MM = 10**11
"""More than any two places lie apart."""


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
    order = np.argsort(mm, axis=1, kind="stable")
    near = np.take_along_axis(mm, order, axis=1)
    close = (np.diff(near, axis=1) < GAP_MM) & (near[:, 1:] <= radius + GAP_MM)
    lat, lng = case["lat_e6"][order], case["lng_e6"][order]
    elsewhere = (np.diff(lat, axis=1) != 0) | (np.diff(lng, axis=1) != 0)
    found: Array = np.logical_or((close & elsewhere).any(axis=1), unclear_lengths(mm, radius))
    return found


def unclear_lengths(mm: Array, radius_mm: int) -> Array:
    """Which rows have a distance at the edge of the radius, or one near half a mm."""
    edge = (np.abs(mm - radius_mm) < GAP_MM) & (mm > 0)
    half = (np.abs(mm % 1.0 - 0.5) < 1e-4) & (mm <= radius_mm + GAP_MM)
    found: Array = np.any(edge | half, axis=1)
    return found


def near_mm(
    riders: tuple[Array, Array], drivers: tuple[Array, Array], radius_mm: int
) -> tuple[Array, Array]:
    """Distances of riders and drivers of one town, int64[Q, D], FAR_MM beyond the radius; and which
    riders have one that `unclear_lengths` finds. Only those within a square are reckoned.
    """
    reach = np.degrees(1e6 * (radius_mm + 10 * GAP_MM) / RADIUS_MM) + 1
    north = np.abs(riders[0][:, None] - drivers[0]) <= reach
    widest = np.cos(np.radians(np.abs(riders[0]).max() / 1e6 + 0.1))
    east = np.abs(geo.wrapped(riders[1][:, None] - drivers[1])) <= reach / widest
    rider, driver = np.nonzero(north & east)
    exact = geo.exact_mm(riders[0][rider], riders[1][rider], drivers[0][driver], drivers[1][driver])
    mm = np.full(north.shape, FAR_MM)
    mm[rider, driver] = np.rint(exact).astype(np.int64)
    tight = unclear_lengths(exact[:, None], radius_mm)
    return mm, np.bincount(rider[tight], minlength=len(mm)) > 0


@njit(cache=True)
def unclear(
    lat_e6: Array, lng_e6: Array, rider_lat: Array, rider_lng: Array, reach_mm: float, most: int
) -> Array:
    """As `unclear_riders` for many: looks at the `most` nearest drivers within reach. bool[Q].

    Places are float64, drivers sorted by latitude.
    """
    found = np.zeros(len(rider_lat), np.bool_)
    held, who = np.zeros(len(lat_e6)), np.zeros(len(lat_e6), np.int64)
    for i in range(len(rider_lat)):
        reach, n = reach_mm / 32, 0
        while True:
            n = _within(lat_e6, lng_e6, rider_lat[i], rider_lng[i], reach, held, who)
            if n >= most or reach >= reach_mm:
                break
            reach *= 2
        order = np.argsort(held[:n])
        for k in range(min(n, most)):
            one, mm = who[order[k]], held[order[k]]
            other = who[order[k - 1]] if k else one
            elsewhere = lat_e6[one] != lat_e6[other] or lng_e6[one] != lng_e6[other]
            tight = elsewhere and mm - held[order[k - 1]] < GAP_MM
            if tight or (mm > 0 and abs(mm - reach_mm) < GAP_MM):
                found[i] = True
    return found


@njit(cache=True)
def _within(
    lat_e6: Array, lng_e6: Array, lat: float, lng: float, reach_mm: float, held: Array, who: Array
) -> int:
    """Write the distances of all drivers within reach (and 2 mm), and who they are; how many."""
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
        if mm <= reach_mm + GAP_MM:
            held[n], who[n] = mm, d
            n += 1
    return n
