"""Riders of one cell together against the drivers of the cells around, as a matrix.

reaches: nearest bronze
reaches: world none
reaches: match bronze
reaches: dispatch bronze
reaches: new-years-eve bronze
"""

import numpy as np
from h3.api import basic_int as h3

STALE_MS = 15_000
EARTH_MM = 6_371_007_180.918475
NOBODY = 9.0


def unit(lat_e6, lng_e6):
    lat, lng = np.radians(lat_e6 / 1e6), np.radians(lng_e6 / 1e6)
    return np.stack([np.cos(lat) * np.cos(lng), np.cos(lat) * np.sin(lng), np.sin(lat)])


def chords(radius_mm):
    """The square of a straight way through the sphere of radius 1."""
    return (2 * np.sin(radius_mm / EARTH_MM / 2)) ** 2


def squares(a, b):
    return sum((a[axis][:, None] - b[axis][None, :]) ** 2 for axis in range(3))


def ancestors(cell, resolution):
    """The bits of a cell's ancestor, without those below and without its resolution."""
    return (cell & ~(15 << 52)) >> (3 * (15 - resolution))


def nearest(drivers, riders, radius_mm, driver):
    if radius_mm < 0:
        raise ValueError("negative radius")
    nearest_k(drivers, riders, radius_mm, driver.reshape(-1, 1))


def nearest_k(drivers, riders, radius_mm, drivers_k):
    there, here = unit(drivers.lat_e6, drivers.lng_e6), unit(*riders[:2])
    left = np.arange(len(drivers_k))
    # k rings of ancestors: how far they reach for certain, though children stick out of them
    for resolution, k, covered_mm in ((8, 1, 250_000), (8, 3, 1_300_000), (6, 2, 5_000_000)):
        if len(left) and len(drivers.cell):
            reach = min(radius_mm, covered_mm)
            full = _by_groups(drivers, riders, there, here, left, resolution, k, reach, drivers_k)
            left = left[~full] if reach < radius_mm else left[:0]


def _by_groups(drivers, riders, there, here, left, resolution, k, reach, drivers_k):
    """Fill the rows of the riders `left` as far as `reach` goes; which rows are full."""
    keys = ancestors(drivers.cell, resolution)
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    asked = ancestors(riders.pickup_cell[left], resolution)
    full = np.zeros(len(left), bool)
    by_key = np.argsort(asked, kind="stable")
    for rows in np.split(by_key, np.flatnonzero(np.diff(asked[by_key])) + 1):
        cell = h3.cell_to_parent(int(riders.pickup_cell[left[rows[0]]]), resolution)
        disk = np.sort(ancestors(np.array(h3.grid_disk(cell, k)), resolution))
        begin, end = np.searchsorted(keys, disk), np.searchsorted(keys, disk, side="right")
        near = np.sort(np.concatenate([order[a:b] for a, b in zip(begin, end, strict=True)]))
        if len(near):
            found = _rows(here[:, left[rows]], there[:, near], near, reach, drivers_k.shape[1])
            drivers_k[left[rows]] = found
            full[rows] = found[:, -1] > 0
    return full


def _rows(here, there, near, reach, wanted):
    square = squares(here, there)
    square[square > chords(reach) * (1 + 1e-12)] = NOBODY
    if wanted == 1:
        best = square.argmin(axis=1)[:, None]
    elif len(near) > 4 * wanted:
        # a few more than wanted, so that equals at the edge come by number
        some = np.argpartition(square, 2 * wanted, axis=1)[:, : 2 * wanted]
        edge = np.take_along_axis(square, some, axis=1).max(axis=1, keepdims=True)
        if ((square == edge) & (edge < NOBODY)).sum() > len(square):
            some = np.broadcast_to(np.arange(len(near)), square.shape)
        some = np.sort(some, axis=1)
        ranks = np.argsort(np.take_along_axis(square, some, axis=1), axis=1, kind="stable")
        best = np.take_along_axis(some, ranks[:, :wanted], axis=1)
    else:
        best = np.argsort(square, axis=1, kind="stable")[:, :wanted]
    found = np.zeros((len(square), wanted), np.int32)
    mine = np.take_along_axis(square, best, axis=1)
    found[:, : best.shape[1]] = np.where(mine < NOBODY, near[best] + 1, 0)
    return found


def match(drivers, riders, radius_mm, driver):
    """The Hungarian method on a full matrix, each search step one operation on a row."""
    n_riders, n_drivers = len(driver), len(drivers.cell)
    square = squares(unit(*riders[:2]), unit(drivers.lat_e6, drivers.lng_e6))
    mm = np.rint(2 * EARTH_MM * np.arcsin(np.sqrt(square) / 2))
    ride = 2.0 * (radius_mm + 1) * (min(n_riders, n_drivers) + 1)
    cost = np.where(mm <= radius_mm, mm - ride, np.inf)
    owner, price = np.full(n_drivers, -1), np.zeros(n_drivers)
    for first in range(n_riders):
        length, came = np.full(n_drivers, np.inf), np.full(n_drivers, -1)
        open_, done = np.ones(n_drivers, bool), []
        at, so_far, last = first, 0.0, -1
        out, out_last, end = 0.0, -1, -1
        while n_drivers:
            new = so_far + cost[at] - price
            better = (new < length) & open_
            length[better], came[better] = new[better], last
            nearest = int(np.where(open_, length, np.inf).argmin())
            if not open_[nearest] or length[nearest] >= out:
                break
            if owner[nearest] < 0:
                end = nearest
                break
            open_[nearest] = False
            done.append(nearest)
            last, at = nearest, owner[nearest]
            so_far = length[nearest] - (cost[at, nearest] - price[nearest])
            if so_far < out:
                out, out_last = so_far, nearest
        level = out if end < 0 else min(out, length[end])
        price[done] += np.minimum(length[done] - level, 0.0)
        d = out_last if end < 0 else end
        while d >= 0:
            before = came[d]
            owner[d] = first if before < 0 else owner[before]
            d = before
    driver[owner[owner >= 0]] = np.flatnonzero(owner >= 0) + 1


class Dispatcher:
    """Columns of all drivers; a rider looks at a strip of those sorted by latitude."""

    def __init__(self, n_drivers, radius_mm, ride_ms):
        self.radius_mm, self.ride_ms = radius_mm, ride_ms
        self.lat, self.lng, self.cell = (np.zeros(n_drivers, np.int64) for _ in range(3))
        self.seen_ms, self.free_ms = (np.full(n_drivers, -(2**62)) for _ in range(2))

    def apply(self, moves, riders, tick_ms, driver, hot):
        number, lat, lng, cell, t_ms = moves
        newest = np.lexsort((np.arange(len(number)), t_ms, number))
        newest = newest[np.append(np.diff(number[newest]) > 0, True)[: len(newest)]]
        newest = newest[t_ms[newest] >= self.seen_ms[number[newest] - 1]]
        who = number[newest] - 1
        self.lat[who], self.lng[who], self.cell[who] = lat[newest], lng[newest], cell[newest]
        self.seen_ms[who] = t_ms[newest]
        if not len(driver):
            return
        free = (tick_ms - self.seen_ms <= STALE_MS) & (self.free_ms <= tick_ms)
        cells, demand = np.unique(riders.pickup_cell, return_counts=True)
        hottest = cells[demand.argmax()]
        hot[:] = hottest, demand.max(), (free & (self.cell == hottest)).sum()
        rows = np.flatnonzero(free)
        rows = rows[np.argsort(self.lat[rows], kind="stable")]
        self._serve(rows, riders, driver)
        self.free_ms[driver[driver > 0] - 1] = tick_ms + self.ride_ms

    def _serve(self, rows, riders, driver):
        lat = self.lat[rows]
        x, y, z = unit(lat, self.lng[rows])
        here = unit(*riders[:2])
        high_mm = np.degrees(self.radius_mm / EARTH_MM) * 1e6 + 1
        begin = np.searchsorted(lat, riders.pickup_lat_e6 - high_mm)
        end = np.searchsorted(lat, riders.pickup_lat_e6 + high_mm)
        most = chords(self.radius_mm) * (1 + 1e-12)
        in_vain = set()
        for i in range(len(driver)):
            ask = int(riders.pickup_lat_e6[i]), int(riders.pickup_lng_e6[i])
            if ask in in_vain:
                continue  # nobody comes back within a tick
            a, b = begin[i], end[i]
            square = (x[a:b] - here[0, i]) ** 2
            square += (y[a:b] - here[1, i]) ** 2
            square += (z[a:b] - here[2, i]) ** 2
            if b > a and (least := square.min()) <= most:
                equal = np.flatnonzero(square == least) + a
                at = equal[rows[equal].argmin()]
                driver[i] = rows[at] + 1
                z[at] = NOBODY
            else:
                in_vain.add(ask)
