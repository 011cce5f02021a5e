"""Full-size streams: a town of street corners in which drivers wander and riders ask."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng

from .. import geo
from ..geo import Array
from . import towns
from .clear import unclear
from .towns import TWO_KM

N_DRIVERS = 30_000
N_CORNERS = 14_000
TICK_MS = 4_000
RIDE_MS = 32_000


class Corners:
    """Corners for drivers, and corners for riders from which no two of those look equally far."""

    def __init__(self, rng: Rng, n_riders: int) -> None:
        town, hot = towns.some_town(rng), towns.spots(rng)
        lat, lng = towns.scattered(rng, town, hot, N_CORNERS, 0.4)
        cell = geo.cells_of(lat, lng)
        order = np.argsort(cell)  # neighbours in this order are neighbours in the town
        self.lat, self.lng, self.cell = lat[order], lng[order], cell[order]
        r_lat, r_lng = self._clear(*towns.scattered(rng, town, hot, 3 * n_riders, 0.4))
        self.rider_lat, self.rider_lng = r_lat[:n_riders], r_lng[:n_riders]
        self.rider_cell = geo.cells_of(self.rider_lat, self.rider_lng)
        crowded = self._clear(*towns.nearby(rng, hot_corner(town, hot), 600, 60))
        cells = geo.cells_of(*crowded)
        hottest = np.bincount(np.unique(cells, return_inverse=True)[1]).argmax()
        inside = np.unique(cells, return_inverse=True)[1] == hottest
        self.crowd = [part[inside] for part in (*crowded, cells)]

    def _clear(self, lat: Array, lng: Array) -> tuple[Array, Array]:
        """The places from which all corners in reach are told apart by 2 mm."""
        by_lat = np.argsort(self.lat, kind="stable")
        corners = self.lat[by_lat].astype(np.float64), self.lng[by_lat].astype(np.float64)
        rider = lat.astype(np.float64), lng.astype(np.float64)
        kept = ~unclear(*corners, *rider, float(TWO_KM), len(by_lat))
        return lat[kept], lng[kept]


def hot_corner(town: tuple[int, int], hot: Array) -> tuple[int, int]:
    """The middle of the town's first hot spot."""
    lat, lng = geo.stepped(town[0], town[1], hot[0, 0], hot[0, 1])
    return int(lat), int(lng)


def _moves(rng: Rng, corners: Corners, at: Array, seen: Array, now_ms: int) -> Case:
    """A report of most drivers since the last tick, in any order, one in thirty long on its way.

    One in seven is lost. One in fifty is followed by another of the same millisecond, which counts.
    """
    n = len(at)
    at[:] = np.clip(at + rng.integers(-3, 4, n), 0, len(corners.lat) - 1)
    number = rng.permutation(n)
    number = number[seen[number] & (rng.random(n) < 6 / 7)]
    ago = rng.integers(0, TICK_MS, len(number))
    twice = len(number) // 50
    number, ago = np.append(number, number[:twice]), np.append(ago, ago[:twice])
    place = at[number].copy()
    place[:twice] = np.clip(place[:twice] - 40, 0, len(corners.lat) - 1)
    late = rng.random(len(number)) < 1 / 30
    late[:twice] = late[len(late) - twice :]
    ago[late] += TICK_MS
    place[late] = np.clip(place[late] - 40, 0, len(corners.lat) - 1)
    return {
        "number": (number + 1).astype(np.int32),
        "lat_e6": corners.lat[place].astype(np.int32),
        "lng_e6": corners.lng[place].astype(np.int32),
        "cell": corners.cell[place],
        "t_ms": now_ms - ago,
    }


def _riders(rng: Rng, corners: Corners, count: int, hot_share: float) -> Case:
    """Riders at any of their corners, a share of them in the crowd's cell."""
    corner = rng.integers(0, len(corners.rider_lat), count)
    columns = [part[corner] for part in (corners.rider_lat, corners.rider_lng, corners.rider_cell)]
    in_crowd = rng.random(count) < hot_share
    chosen = rng.integers(0, len(corners.crowd[0]), int(in_crowd.sum()))
    for column, part in zip(columns, corners.crowd, strict=True):
        column[in_crowd] = part[chosen]
    return {
        "pickup_lat_e6": columns[0].astype(np.int32),
        "pickup_lng_e6": columns[1].astype(np.int32),
        "pickup_cell": columns[2],
    }


def stream(rng: Rng, ticks: list[tuple[int, float]]) -> Case:
    """One batch for each number of riders and share of the crowd."""
    corners = Corners(rng, 4_000)
    at = rng.integers(0, len(corners.lat), N_DRIVERS)
    seen = rng.random(N_DRIVERS) < 0.98
    now_ms, batches = 10_000_000, []
    for count, share in ticks:
        now_ms += TICK_MS
        moves = _moves(rng, corners, at, seen, now_ms)
        batches.append({**moves, **_riders(rng, corners, count, share), "tick_ms": now_ms})
        silent = rng.random(N_DRIVERS) < 0.01
        seen[silent] = ~seen[silent]
    fixed = {"n_drivers": N_DRIVERS, "radius_mm": TWO_KM, "ride_ms": RIDE_MS}
    return {**fixed, "batches": batches}


def events(case: Case) -> int:
    """How many reports and requests a stream has."""
    return sum(len(batch["cell"]) + len(batch["pickup_cell"]) for batch in case["batches"])
