"""Places on the sphere: their distances, their cells, small steps, and a case made of them."""

from __future__ import annotations

from typing import Any

import numpy as np
from h3.api import basic_int as h3  # type: ignore[import-untyped]

from harness.kata import Case

RADIUS_MM = 6_371_007_180.918475
"""The radius of the sphere on which H3 measures (the authalic radius of the WGS84 ellipsoid)."""
Array = np.ndarray[Any, Any]
DRIVERS = ("lat_e6", "lng_e6", "cell")
RIDERS = ("pickup_lat_e6", "pickup_lng_e6", "pickup_cell")
"""What a case calls their places."""


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


def keep_riders(case: Case, kept: Array) -> Case:
    """The case with some of its riders only."""
    return {**case, **{name: case[name][kept] for name in RIDERS}}


def chosen(case: Case, drivers: Array, riders: Array) -> Case:
    """The places of some drivers and riders of a case."""
    places = {name: case[name][drivers] for name in DRIVERS}
    return places | {name: case[name][riders] for name in RIDERS}
