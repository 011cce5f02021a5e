"""Small streams for the dispatcher, written batch by batch."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng

from .. import geo
from . import towns
from .clear import unclear_riders
from .towns import TWO_KM

RIDE_MS = 60_000
START_MS = 1_700_000_000_000
"""Milliseconds since 1970, in November 2023: stories begin there, if they say nothing else."""


class Town:
    """Street corners; from each corner riders see all others at clearly different distances."""

    def __init__(self, rng: Rng, place: tuple[int, int], count: int, reach_m: float) -> None:
        while True:
            lat, lng = towns.nearby(rng, place, count, reach_m)
            all_corners = geo.points((lat, lng), (lat, lng), radius_mm=TWO_KM)
            if not unclear_riders(all_corners).any():
                break
        self.lat, self.lng = lat.astype(np.int32), lng.astype(np.int32)
        self.cell = all_corners["cell"]
        self.mm = geo.distance_mm(lat[:, None], lng[:, None], lat[None], lng[None])

    def by_distance(self, corner: int) -> list[int]:
        """All corners within reach, the nearest (itself) first."""
        order = np.argsort(self.mm[corner], kind="stable")
        return [int(other) for other in order if self.mm[corner, other] <= TWO_KM]


class Story:
    """Writes the batches of a small stream, corner by corner."""

    def __init__(self, rng: Rng, town: Town, n_drivers: int, ride_ms: int = RIDE_MS) -> None:
        self.town, self.n_drivers, self.ride_ms = town, n_drivers, ride_ms
        self.now_ms = START_MS + int(rng.integers(0, 2**31))
        self.radius_mm = TWO_KM
        self.batches: list[Case] = []
        self._moves: list[tuple[int, int, int]] = []
        self._riders: list[int] = []

    def move(self, number: int, corner: int, ago_ms: int = 0) -> Story:
        """Driver `number` was at a corner so many ms before the tick to come."""
        self._moves.append((number, corner, ago_ms))
        return self

    def ride(self, *corners: int) -> Story:
        """Riders ask at these corners."""
        self._riders += corners
        return self

    def tick(self, after_ms: int = 4_000) -> Story:
        """The batch ends, so many ms after the one before."""
        self.now_ms += after_ms
        town, now = self.town, self.now_ms
        number, corner, ago = (np.array(part, np.int64) for part in _columns(self._moves))
        riders = np.array(self._riders, np.int64)
        self.batches.append(
            {
                "number": number.astype(np.int32),
                "lat_e6": town.lat[corner],
                "lng_e6": town.lng[corner],
                "cell": town.cell[corner],
                "t_ms": now - ago,
                "pickup_lat_e6": town.lat[riders],
                "pickup_lng_e6": town.lng[riders],
                "pickup_cell": town.cell[riders],
                "tick_ms": now,
            }
        )
        self._moves, self._riders = [], []
        return self

    def case(self) -> Case:
        """The stream, ended by a tick if something is left."""
        if self._moves or self._riders:
            self.tick()
        fixed = {"n_drivers": self.n_drivers, "radius_mm": TWO_KM, "ride_ms": self.ride_ms}
        return {**fixed, "batches": self.batches}


def _columns(moves: list[tuple[int, int, int]]) -> tuple[list[int], list[int], list[int]]:
    number, corner, ago = zip(*moves, strict=True) if moves else ((), (), ())
    return list(number), list(corner), list(ago)


def small_town(rng: Rng, count: int = 24, reach_m: float = 900) -> Town:
    """Some corners of some town."""
    return Town(rng, towns.some_town(rng), count, reach_m)


def numbers(rng: Rng, count: int) -> list[int]:
    """Numbers of drivers, from 1, in any order."""
    return [int(number) for number in rng.permutation(count) + 1]


def in_cells(rng: Rng) -> tuple[Town, list[list[int]]]:
    """A town of few cells, and the corners in each, the fullest cells first."""
    while True:
        town = small_town(rng, 60, 450)
        cells = [np.flatnonzero(town.cell == cell).tolist() for cell in np.unique(town.cell)]
        cells.sort(key=len, reverse=True)
        if len(cells) > 3 and len(cells[2]) > 5:
            return town, cells


def day(rng: Rng, town: Town, n_drivers: int, riders: list[int], ride_ms: int) -> Story:
    """Ticks with so many riders; drivers report in most, late in some, and wander."""
    story = Story(rng, town, n_drivers, ride_ms)
    n = len(town.lat)
    for count in riders:
        for number in numbers(rng, n_drivers):
            if rng.random() < 0.75:
                late = rng.random() < 0.2
                ago = int(rng.integers(4_000, 9_000)) if late else int(rng.integers(0, 4_000))
                story.move(number, int(rng.integers(0, n)), ago)
        story.ride(*[int(corner) for corner in rng.integers(0, n, count)]).tick()
    return story
