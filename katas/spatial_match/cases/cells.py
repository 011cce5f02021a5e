"""Cases of the bonus level cells: places anywhere, at any resolution."""

from __future__ import annotations

from typing import Any

import numpy as np
from h3.api import basic_int as h3  # type: ignore[import-untyped]

from harness.kata import Case, Rng, Workload

from .. import geo
from . import towns

__all__ = [
    "cells_example",
    "bad_resolution",
    "every_resolution",
    "coarsest_resolution",
    "finest_resolution",
    "around_pentagons",
    "poles_and_date_line",
    "between_faces",
    "random_places",
    "one_below",
    "far_below",
    "far_above",
    "no_places",
    "one_place",
    "corner_places",
]
DEPTH = ("seventy_thousand_places",)


def _places(lat_e6: Any, lng_e6: Any, resolution: int) -> Case:
    lat, lng = np.asarray(lat_e6, np.int32), np.asarray(lng_e6, np.int32)
    return {"lat_e6": lat, "lng_e6": lng, "resolution": resolution}


def _anywhere(rng: Rng, count: int) -> tuple[Any, Any]:
    """Places anywhere on the sphere, as dense at the poles as at the equator."""
    lat = np.degrees(np.arcsin(rng.uniform(-1, 1, count))) * 1e6
    return np.rint(lat), rng.integers(-180_000_000, 180_000_000, count)


def cells_example(rng: Rng) -> Case:
    """The example of the starter."""
    return _places([59_913_000, -33_865_000], [10_752_000, 151_209_000], 7)


def bad_resolution(rng: Rng) -> Case:
    """There are the resolutions 0 to 15."""
    return _places(*_anywhere(rng, 3), 16)


def one_below(rng: Rng) -> Case:
    """Nor is there one below 0, though a list has a last element."""
    return _places(*_anywhere(rng, 3), -1)


def far_below(rng: Rng) -> Case:
    """ValueError, though there is no place."""
    return _places([], [], -100)


def far_above(rng: Rng) -> Case:
    """A resolution that has 0 to 15 in its low bits, or has not."""
    return _places(*_anywhere(rng, 1), 100)


def no_places(rng: Rng) -> Case:
    """Nothing to do."""
    return _places([], [], int(rng.integers(0, 16)))


def one_place(rng: Rng) -> Case:
    """A single place, at the second resolution."""
    return _places(*_anywhere(rng, 1), 1)


def corner_places(rng: Rng) -> Case:
    """Each end, the zeros and the ones, each of them twice or more; and equal low bits."""
    lat = [90_000_000, -90_000_000, 0, 1, -1, 59_000_001, 59_000_001 + 2**16]
    lng = [-180_000_000, 179_999_999, 0, 1, -1, 100_000_001, 100_000_001 - 2**16]
    grid = np.array([(a, b) for a in lat for b in lng])
    some = grid[np.append(np.arange(len(grid)), rng.integers(0, len(grid), 30))]
    return _places(some[:, 0], some[:, 1], int(rng.integers(5, 16)))


def every_resolution(rng: Rng) -> Case:
    """Any resolution between the ends, of either class."""
    return _places(*_anywhere(rng, 150), int(rng.integers(1, 15)))


def coarsest_resolution(rng: Rng) -> Case:
    """Resolution 0: 122 cells, and no digits."""
    return _places(*_anywhere(rng, 150), 0)


def finest_resolution(rng: Rng) -> Case:
    """Resolution 15: cells of less than a square metre, and all digits in use."""
    return _places(*_anywhere(rng, 150), 15)


def around_pentagons(rng: Rng) -> Case:
    """In the pentagons of a resolution and around them."""
    resolution = int(rng.integers(1, 13))
    lat, lng = [], []
    for cell in h3.get_pentagons(resolution):
        centre = np.array(h3.cell_to_latlng(cell)) * 1e6
        reach_m = 2_500 * np.sqrt(h3.average_hexagon_area(resolution, unit="km^2"))
        around = towns.nearby(rng, centre, 16, float(reach_m))
        lat.append(np.clip(around[0], -90_000_000, 90_000_000))
        lng.append(around[1])
    return _places(np.concatenate(lat), np.concatenate(lng), resolution)


def poles_and_date_line(rng: Rng) -> Case:
    """Both poles, and both sides of 180 degrees."""
    lat, lng = _anywhere(rng, 100)
    lat[:20] = rng.choice([-1, 1], 20) * (90_000_000 - rng.integers(0, 3, 20))
    lng[20:60] = geo.wrapped(180_000_000 + rng.integers(-2, 3, 40))
    lng[60:70] = 0
    return _places(lat, lng, int(rng.integers(3, 16)))


def between_faces(rng: Rng) -> Case:
    """Along the edges of the icosahedron, which run from pentagon to pentagon."""
    resolution = int(rng.integers(3, 11))
    centres = np.radians([h3.cell_to_latlng(cell) for cell in h3.get_pentagons(0)])
    lat, lng = centres.T
    corner = np.stack([np.cos(lat) * np.cos(lng), np.cos(lat) * np.sin(lng), np.sin(lat)], 1)
    pairs = np.argwhere(np.triu(corner @ corner.T > 0.4, 1))
    chosen = pairs[rng.integers(0, len(pairs), 200)]
    share = rng.random((200, 1))
    along = corner[chosen[:, 0]] * share + corner[chosen[:, 1]] * (1 - share)
    along += rng.normal(0, 1e-4, along.shape)
    along /= np.linalg.norm(along, axis=1, keepdims=True)
    found_lat = np.degrees(np.arcsin(along[:, 2])) * 1e6
    found_lng = geo.wrapped(np.rint(np.degrees(np.arctan2(along[:, 1], along[:, 0])) * 1e6))
    return _places(np.rint(found_lat), found_lng, resolution)


def random_places(rng: Rng) -> Case:
    """Half of them in towns, at the resolution of the other levels."""
    town = towns.scattered(rng, towns.some_town(rng), towns.spots(rng), 150)
    return _places(*towns.joined(town, _anywhere(rng, 150)), 9)


def seventy_thousand_places(rng: Rng) -> Case:
    """More places than 16 bits number, all over the earth, in no order."""
    return _places(*_anywhere(rng, 70_000), int(rng.integers(7, 12)))


N_PLACES = 100_000


def _make_places(rng: Rng) -> Case:
    groups = [
        towns.scattered(rng, town, towns.spots(rng), N_PLACES // len(towns.TOWNS) + 1)
        for town in towns.TOWNS
    ]
    lat, lng = towns.joined(*groups)
    order = rng.permutation(len(lat))[:N_PLACES]
    return _places(lat[order], lng[order], 9)


WORKLOADS = {"places": Workload(_make_places, lambda case: len(case["lat_e6"]), "places")}
"""100,000 places of twelve towns at resolution 9."""
