"""Places on the sphere for cases and checks: distances, cells, small steps, and the promise of
clear answers.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from h3.api import basic_int as h3  # type: ignore[import-untyped]
from numba import njit

from harness.kata import Case

RADIUS_MM = 6_371_007_180.918475
"""The radius of the sphere on which H3 measures (the authalic radius of the WGS84 ellipsoid)."""
GAP_MM = 2.0
Array = np.ndarray[Any, Any]


def exact_mm(lat_a: Any, lng_a: Any, lat_b: Any, lng_b: Any) -> Array:
    """Great-circle distances of places in micro-degrees, in mm, before they are rounded."""
    a, b = np.radians(np.asarray(lat_a) / 1e6), np.radians(np.asarray(lat_b) / 1e6)
    turn = np.radians(np.asarray(lng_b) / 1e6) - np.radians(np.asarray(lng_a) / 1e6)
    h = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(turn / 2) ** 2
    mm: Array = 2 * RADIUS_MM * np.arcsin(np.sqrt(np.minimum(h, 1.0)))
    return mm


def distance_mm(lat_a: Any, lng_a: Any, lat_b: Any, lng_b: Any) -> Array:
    """Great-circle distances of places in micro-degrees, rounded to int64 mm."""
    return np.rint(exact_mm(lat_a, lng_a, lat_b, lng_b)).astype(np.int64)


def cells_of(lat_e6: Any, lng_e6: Any, resolution: int = 9) -> Array:
    """The H3 cells of places in micro-degrees, int64."""
    places = zip(
        (np.asarray(lat_e6) / 1e6).tolist(), (np.asarray(lng_e6) / 1e6).tolist(), strict=True
    )
    return np.array([h3.latlng_to_cell(lat, lng, resolution) for lat, lng in places], np.int64)


def stepped(lat_e6: Any, lng_e6: Any, north_m: Any, east_m: Any) -> tuple[Array, Array]:
    """The places so many metres further north and east; small steps, and not at the poles."""
    lat = np.asarray(lat_e6, np.float64)
    per_degree = np.degrees(1e6 / (RADIUS_MM / 1e3))
    new_lat = lat + np.asarray(north_m) * per_degree
    new_lng = np.asarray(lng_e6) + np.asarray(east_m) * per_degree / np.cos(np.radians(lat / 1e6))
    return np.rint(new_lat).astype(np.int64), wrapped(np.rint(new_lng).astype(np.int64))


def wrapped(lng_e6: Any) -> Array:
    """Longitudes brought into [-180, 180) degrees."""
    return (np.asarray(lng_e6) + 180_000_000) % 360_000_000 - 180_000_000


def points(drivers: tuple[Any, Any], riders: tuple[Any, Any], **further: Any) -> Case:
    """A case with these drivers and riders, given as latitudes and longitudes, and their cells."""
    lat, lng = (np.asarray(part, np.int32).reshape(-1) for part in drivers)
    r_lat, r_lng = (np.asarray(part, np.int32).reshape(-1) for part in riders)
    return {
        "lat_e6": lat,
        "lng_e6": lng,
        "cell": cells_of(lat, lng),
        "pickup_lat_e6": r_lat,
        "pickup_lng_e6": r_lng,
        "pickup_cell": cells_of(r_lat, r_lng),
        **further,
    }


def distances(case: Case) -> Array:
    """Exact distances in mm of every rider to every driver, float64[Q, D]."""
    return exact_mm(
        case["pickup_lat_e6"][:, None],
        case["pickup_lng_e6"][:, None],
        case["lat_e6"][None, :],
        case["lng_e6"][None, :],
    )


def unclear_riders(case: Case) -> Array:
    """Which riders have a nearest driver that hangs on less than 2 mm.

    Two drivers at one place are no trouble: they are equally far for everybody.
    """
    mm, radius = distances(case), case["radius_mm"]
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


def keep_riders(case: Case, kept: Array) -> Case:
    """The case with some of its riders only."""
    names = ("pickup_lat_e6", "pickup_lng_e6", "pickup_cell")
    return {**case, **{name: case[name][kept] for name in names}}


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
