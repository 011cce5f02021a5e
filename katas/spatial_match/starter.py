"""spatial-match: the nearest drivers (levels nearest, world), who gets whom (match), a dispatcher
(dispatch, new-years-eve), and for experts the cells themselves (cells).

What still raises NotImplementedError counts as not started. Arrays that you read are read-only,
arrays that you fill arrive zeroed, nothing is returned. Numba is welcome; leave its signatures out
(`@njit`, not `@njit("void(int32[:], ...)")`): they do not match read-only arrays.

Places are micro-degrees, int32: lat_e6 -90,000,000 to 90,000,000, lng_e6 -180,000,000 to
179,999,999. They are anywhere on earth, in every function: at a pole, on both sides of 180 degrees,
several at one place. With them comes the H3 cell of resolution 9 they lie in, a number:
`h3.grid_disk(cell, k)` lists the cells up to k steps away, `h3.cell_to_parent(cell, 8)` is the cell
above. Use cells or not; only distance decides. In every case two drivers at different places differ
by 2 mm at least in their distance from a rider who has to choose, and nobody whom he may get is
within 2 mm of the radius, unless he stands where the rider stands: any formula that is right to a
millimetre gives the same answer. Drivers are numbered from 1: driver n is row n - 1.
"""

from __future__ import annotations

from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

import numpy as np
from h3.api import basic_int as h3  # type: ignore[import-untyped]

STALE_MS = 15_000


def distance_mm(lat_a: int, lng_a: int, lat_b: int, lng_b: int) -> int:
    """The great-circle distance of two places in micro-degrees, in mm, on H3's sphere.

    >>> distance_mm(59_913_000, 10_752_000, 59_912_000, 10_760_000)
    459610
    """
    a, b = radians(lat_a / 1e6), radians(lat_b / 1e6)
    turn = radians(lng_b / 1e6) - radians(lng_a / 1e6)
    h = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(turn / 2) ** 2
    return round(2 * 6_371_007_180.918475 * asin(min(1.0, sqrt(h))))


def cells_of(lat_e6: np.ndarray, lng_e6: np.ndarray) -> np.ndarray:
    """The H3 cells of resolution 9 of places, int64, slowly."""
    places = zip((lat_e6 / 1e6).tolist(), (lng_e6 / 1e6).tolist(), strict=True)
    return np.array([h3.latlng_to_cell(lat, lng, 9) for lat, lng in places], np.int64)


class Drivers(NamedTuple):
    """Where the drivers are; driver n is row n - 1."""

    lat_e6: np.ndarray  # int32[D]
    lng_e6: np.ndarray  # int32[D]: from -180,000,000 to 179,999,999
    cell: np.ndarray  # int64[D]: the H3 cell at resolution 9


class Riders(NamedTuple):
    """Where riders wait."""

    pickup_lat_e6: np.ndarray  # int32[Q]
    pickup_lng_e6: np.ndarray  # int32[Q]
    pickup_cell: np.ndarray  # int64[Q]


def nearest(drivers: Drivers, riders: Riders, radius_mm: int, driver: np.ndarray) -> None:
    """The nearest driver of each rider.

    drivers, riders      as above: 0 to 200,000 drivers, 0 to 10,000 riders
    radius_mm  int       how far away a driver may be, this number included; at most 5,000,000
    driver     int32[Q]  to fill: the number of the nearest driver within the radius, else leave 0

    Drivers at the same place: the smallest number. ValueError where the radius is negative
    (-5,000,000 to -1), even if nobody asks.

    >>> lat = np.array([59_912_000, 59_915_000, 59_911_900, 59_913_000], np.int32)
    >>> lng = np.array([10_760_000, 10_745_000, 10_738_000, 10_757_000], np.int32)
    >>> drivers = Drivers(lat, lng, cells_of(lat, lng))
    >>> lat = np.array([59_913_000, 59_911_000, 59_880_000], np.int32)
    >>> lng = np.array([10_752_000, 10_740_000, 10_752_000], np.int32)
    >>> riders = Riders(lat, lng, cells_of(lat, lng))
    >>> driver = np.zeros(3, np.int32)
    >>> nearest(drivers, riders, 2_000_000, driver)
    >>> driver.tolist()
    [4, 3, 0]

    The first rider has driver 4 at 279 m and driver 2 at 449 m. Nobody is within 2 km of the third.
    """
    raise NotImplementedError


def nearest_k(drivers: Drivers, riders: Riders, radius_mm: int, drivers_k: np.ndarray) -> None:
    """The nearest drivers of each rider, a row of K for each.

    drivers_k  int32[Q,K]  to fill: numbers of the nearest drivers within the radius, the nearest
                           first, of drivers at one place the smaller number first; zeros remain
                           where there are fewer than K; K is 1 to 100

    Riders are anywhere: on both sides of 180 degrees, at 60 degrees north and at a pole, where a
    degree of longitude is short, and in H3's pentagons, which have five neighbours. There are no
    errors to look for (radius_mm is from 0 to 5,000,000 here and below).

        the drivers and riders of `nearest`, radius 600,000, K = 3
        drivers_k   4 2 1    3 2 0    0 0 0
    """
    raise NotImplementedError


def match(drivers: Drivers, riders: Riders, radius_mm: int, driver: np.ndarray) -> None:
    """Who gets whom, all at once.

    drivers, riders      0 to 2,000 of each
    driver     int32[Q]  to fill: the number of the driver who picks the rider up, else leave 0

    A driver takes one rider at most, and nobody further away than the radius. As many riders as
    possible ride; of all such matches, the one with the least sum of distance_mm. In every case
    exactly one match is the best.

        rider 0 has driver 1 at 300 m and driver 2 at 1,394 m; rider 1 has only driver 1, at 1,398 m
        driver      2 1      both ride, 2,792 m in all; with driver 1 for rider 0 only one would
    """
    raise NotImplementedError


class Moves(NamedTuple):
    """Reports of drivers, in the order in which they came in; 0 to 100,000 in a batch."""

    number: np.ndarray  # int32[M]: which driver
    lat_e6: np.ndarray  # int32[M]
    lng_e6: np.ndarray  # int32[M]
    cell: np.ndarray  # int64[M]: the H3 cell at resolution 9
    t_ms: np.ndarray  # int64[M]: when he was there, from 0 on; never after the tick of the batch


class Dispatcher:
    """Knows where `n_drivers` drivers are (0 to 100,000), and gives them to riders at every tick.

    move    A report older than the last one of this driver comes too late and says nothing. Of two
            reports of the same millisecond the later row counts. Who reports the same place again
            has reported.
    tick    At `tick_ms` a driver is available if his last report is 15,000 ms old at most and he
            has no ride. The riders of the batch, 0 to 5,000, are served in their order: each gets
            the nearest available driver within the radius (of equally near ones the smallest
            number). He takes nobody else at this tick, and is available again from `tick_ms +
            ride_ms` on; ride_ms is 0 to 86,400,000. Reports go on meanwhile. Who gets nobody is
            turned away; he does not wait for the next tick. `tick_ms` is 0 to 2**53 and never
            falls; two ticks may be equal.
    hot     The cell in which most riders of the batch are (of equals the smallest), how many they
            are, and how many drivers in it were available before anybody was served; three zeros
            where there are no riders.
    """

    def __init__(self, n_drivers: int, radius_mm: int, ride_ms: int) -> None:
        raise NotImplementedError

    def apply(
        self, moves: Moves, riders: Riders, tick_ms: int, driver: np.ndarray, hot: np.ndarray
    ) -> None:
        """A batch: reports, riders, one tick. Fill `driver`, int32[Q], and `hot`, int64[3].

        Called for one batch after the other on the same object. Replace it when you want to see
        more than one report or rider at a time.
        """
        for report in zip(*(column.tolist() for column in moves), strict=True):
            self.move(*report)
        waiting = list(zip(*(column.tolist() for column in riders), strict=True))
        if waiting:
            hot[:] = self.hottest([cell for _, _, cell in waiting], tick_ms)
        for i, (lat_e6, lng_e6, cell) in enumerate(waiting):
            driver[i] = self.request(lat_e6, lng_e6, cell, tick_ms)

    def move(self, number: int, lat_e6: int, lng_e6: int, cell: int, t_ms: int) -> None:
        """Take in one report."""
        raise NotImplementedError

    def hottest(self, cells: list[int], tick_ms: int) -> tuple[int, int, int]:
        """Cell, demand and supply, before anybody is served."""
        raise NotImplementedError

    def request(self, lat_e6: int, lng_e6: int, cell: int, tick_ms: int) -> int:
        """The number of the driver who rides, or 0."""
        raise NotImplementedError


class Places(NamedTuple):
    """Any places."""

    lat_e6: np.ndarray  # int32[n]
    lng_e6: np.ndarray  # int32[n]


def cells(places: Places, resolution: int, cell: np.ndarray) -> None:
    """The H3 cell of each place, for experts: what `h3.latlng_to_cell` says, much faster.

    places                0 to 1,000,000 of them
    resolution  int       0 to 15; anything else (-100 to 100) raises ValueError, even if no place
    cell        int64[n]  to fill: h3.latlng_to_cell(lat_e6 / 1e6, lng_e6 / 1e6, resolution)

    >>> lat = np.array([59_913_000, -33_865_000], np.int32)
    >>> places = Places(lat, np.array([10_752_000, 151_209_000], np.int32))
    >>> cell = np.zeros(2, np.int64)
    >>> cells(places, 7, cell)
    >>> [hex(number) for number in cell.tolist()]
    ['0x870999386ffffff', '0x87be0e35cffffff']
    """
    raise NotImplementedError
