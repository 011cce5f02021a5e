"""Every distance of everybody to everybody. Slow and obviously right."""

from __future__ import annotations

from typing import Any

import numpy as np
from h3.api import basic_int as h3  # type: ignore[import-untyped]

RADIUS_MM = 6_371_007_180.918475
STALE_MS = 15_000


def _mm(lat_a: Any, lng_a: Any, lat_b: Any, lng_b: Any) -> np.ndarray:
    """Great-circle distances in mm by the haversine formula, int64."""
    a, b = np.radians(lat_a / 1e6), np.radians(lat_b / 1e6)
    turn = np.radians(lng_b / 1e6) - np.radians(lng_a / 1e6)
    h = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(turn / 2) ** 2
    mm: np.ndarray = np.rint(2 * RADIUS_MM * np.arcsin(np.sqrt(np.minimum(h, 1.0))))
    return mm.astype(np.int64)


def nearest(drivers: Any, riders: Any, radius_mm: int, driver: np.ndarray) -> None:
    """The first of all drivers by distance, then by number. O(D log D) a rider."""
    if radius_mm < 0:
        raise ValueError("the radius must not be negative")
    nearest_k(drivers, riders, radius_mm, driver.reshape(-1, 1))


def nearest_k(drivers: Any, riders: Any, radius_mm: int, drivers_k: np.ndarray) -> None:
    """The first k of all drivers by distance, then by number. O(D log D) a rider."""
    for i in range(len(riders.pickup_cell)):
        mm = _mm(riders.pickup_lat_e6[i], riders.pickup_lng_e6[i], drivers.lat_e6, drivers.lng_e6)
        order = np.argsort(mm, kind="stable")
        order = order[mm[order] <= radius_mm][: drivers_k.shape[1]]
        drivers_k[i, : len(order)] = order + 1


def match(drivers: Any, riders: Any, radius_mm: int, driver: np.ndarray) -> None:
    """One rider after the other, by the way that costs least, until nothing is left to gain.

    A ride is worth more than all millimetres together. Each step looks for the cheapest change
    that serves one more rider, by relaxing every pair until nothing gets cheaper (Bellman-Ford).
    O(Q * Q * D) additions at least.
    """
    q, d = len(riders.pickup_cell), len(drivers.cell)
    mm = np.zeros((q, d), np.int64)
    for i in range(q):
        mm[i] = _mm(
            riders.pickup_lat_e6[i], riders.pickup_lng_e6[i], drivers.lat_e6, drivers.lng_e6
        )
    pairs = [(i, j) for i in range(q) for j in np.flatnonzero(mm[i] <= radius_mm).tolist()]
    owner = [-1] * d
    while True:
        cost = [0 if i not in owner else None for i in range(q)]
        reached: list[int | None] = [None] * d
        came = [-1] * d
        changed = True
        while changed:
            changed = False
            for i, j in pairs:
                start = cost[i]
                if start is None or owner[j] == i:
                    continue
                length = start + int(mm[i, j])
                known = reached[j]
                if known is None or length < known:
                    reached[j], came[j], changed = length, i, True
                    if owner[j] >= 0:
                        cost[owner[j]] = length - int(mm[owner[j], j])
        free = [(reached[j], j) for j in range(d) if owner[j] < 0 and reached[j] is not None]
        if not free:
            break
        j = min(free)[1]
        while j >= 0:
            i = came[j]
            before = owner.index(i) if i in owner else -1
            owner[j] = i
            if before >= 0:
                owner[before] = -1
            j = before
    for j, i in enumerate(owner):
        if i >= 0:
            driver[i] = j + 1


class Dispatcher:
    """A record of each driver; every rider looks at all of them."""

    def __init__(self, n_drivers: int, radius_mm: int, ride_ms: int) -> None:
        self.radius_mm, self.ride_ms = radius_mm, ride_ms
        self.lat_e6 = np.zeros(n_drivers, np.int64)
        self.lng_e6 = np.zeros(n_drivers, np.int64)
        self.cell = np.zeros(n_drivers, np.int64)
        self.seen_ms = np.full(n_drivers, -(2**62))
        self.free_ms = np.full(n_drivers, -(2**62))

    def apply(
        self, moves: Any, riders: Any, tick_ms: int, driver: np.ndarray, hot: np.ndarray
    ) -> None:
        """The moves by their rows, then the riders by theirs. O(D) a rider."""
        for number, lat, lng, cell, t_ms in zip(*(part.tolist() for part in moves), strict=True):
            d = number - 1
            if t_ms >= self.seen_ms[d]:
                self.lat_e6[d], self.lng_e6[d], self.cell[d] = lat, lng, cell
                self.seen_ms[d] = t_ms
        available = (tick_ms - self.seen_ms <= STALE_MS) & (self.free_ms <= tick_ms)
        cells = riders.pickup_cell.tolist()
        if cells:
            hottest = min(cells, key=lambda cell: (-cells.count(cell), cell))
            supply = int((available & (self.cell == hottest)).sum())
            hot[:] = hottest, cells.count(hottest), supply
        for i in range(len(cells)):
            mm = _mm(riders.pickup_lat_e6[i], riders.pickup_lng_e6[i], self.lat_e6, self.lng_e6)
            mm[~available] = 2**62
            if len(mm) and mm.min() <= self.radius_mm:
                d = int(mm.argmin())
                driver[i] = d + 1
                available[d] = False
                self.free_ms[d] = tick_ms + self.ride_ms


def cells(places: Any, resolution: int, cell: np.ndarray) -> None:
    """What h3 says, place by place."""
    if not 0 <= resolution <= 15:
        raise ValueError("H3 has the resolutions 0 to 15")
    for i in range(len(cell)):
        cell[i] = h3.latlng_to_cell(places.lat_e6[i] / 1e6, places.lng_e6[i] / 1e6, resolution)
