"""Rows of latitude, sorted by longitude within, compiled; a match by the Hungarian method.

reaches: nearest silver
reaches: world silver
reaches: match silver
reaches: dispatch silver
reaches: new-years-eve silver
"""

import math

import numpy as np
from numba import njit

STALE_MS = 15_000
EARTH_MM = 6_371_007_180.918475
RADIAN = math.pi / 180e6
ROW_E6 = 2_000  # 222 m
TURN = 360_000_000


def sorted_rows(lat, lng):
    """Row and longitude in one number, ascending, and who stands there."""
    key = (lat.astype(np.int64) // ROW_E6 << 32) + lng + TURN
    order = np.argsort(key, kind="stable")
    return key[order], order


def nearest(drivers, riders, radius_mm, driver):
    if radius_mm < 0:
        raise ValueError("negative radius")
    nearest_k(drivers, riders, radius_mm, driver.reshape(-1, 1))


def nearest_k(drivers, riders, radius_mm, drivers_k):
    key, order = sorted_rows(drivers.lat_e6, drivers.lng_e6)
    index = key, order, drivers.lat_e6[order], drivers.lng_e6[order]
    _nearest_k(index, riders.pickup_lat_e6, riders.pickup_lng_e6, radius_mm, drivers_k)


@njit(cache=True)
def _square(lat, lng, other_lat, other_lng):
    up = math.sin((other_lat - lat) * RADIAN / 2)
    across = math.sin((other_lng - lng) * RADIAN / 2)
    both = math.cos(lat * RADIAN) * math.cos(other_lat * RADIAN)
    return up * up + both * across * across


@njit(cache=True)
def _reach(lat, reach_mm):
    """How many micro-degrees of latitude and of longitude that is."""
    up = reach_mm / EARTH_MM / RADIAN + 1.0
    narrow = math.cos(min(math.pi / 2, (abs(lat) + up) * RADIAN))
    aside = up / narrow + 1.0 if narrow * TURN / 2 > up else TURN / 2
    return np.int64(up), np.int64(aside)


@njit(cache=True)
def _run(key, row, low, high):
    base = (row << 32) + TURN
    return np.searchsorted(key, base + low), np.searchsorted(key, base + high, side="right")


@njit(cache=True)
def _nearest_k(index, rider_lat, rider_lng, radius_mm, out):
    wanted = out.shape[1]
    for i in range(len(out)):
        lat, lng = np.int64(rider_lat[i]), np.int64(rider_lng[i])
        square, number = np.full(wanted, 9.0), np.zeros(wanted, np.int64)
        reach = min(float(radius_mm), 150_000.0)
        while True:
            found = _look(index, lat, lng, reach, square, number)
            if found == wanted or reach >= radius_mm:
                break
            reach = min(float(radius_mm), 2 * reach)
        out[i] = number


@njit(cache=True)
def _look(index, lat, lng, reach_mm, square, number):
    """The nearest within reach, from near to far; how many."""
    key, order, lats, lngs = index
    limit = math.sin(reach_mm / EARTH_MM / 2) ** 2
    square[:], number[:] = limit, 0
    found, last = 0, len(square) - 1
    up, aside = _reach(lat, reach_mm)
    for row in range((lat - up) // ROW_E6, (lat + up) // ROW_E6 + 1):
        for turn in (-TURN, 0, TURN):
            if abs(lng + turn) > TURN // 2 + aside:
                continue
            east = lng + turn
            # once round a pole, and nobody twice
            begin, end = _run(key, row, east - aside, east + min(aside, TURN // 2 - 1))
            for place in range(begin, end):
                s = _square(lat, lng, lats[place], lngs[place])
                who = order[place] + 1
                if s > square[last] or (s == square[last] and 0 < number[last] < who):
                    continue
                k = min(found, last)
                while k > 0 and (s < square[k - 1] or (s == square[k - 1] and who < number[k - 1])):
                    square[k], number[k] = square[k - 1], number[k - 1]
                    k -= 1
                square[k], number[k] = s, who
                found = min(found + 1, last + 1)
    return found


def match(drivers, riders, radius_mm, driver):
    there = drivers.lat_e6.astype(np.float64), drivers.lng_e6.astype(np.float64)
    here = riders.pickup_lat_e6.astype(np.float64), riders.pickup_lng_e6.astype(np.float64)
    _match(*here, *there, radius_mm, driver)


@njit(cache=True)
def _match(rider_lat, rider_lng, lats, lngs, radius_mm, driver):
    n_riders, n_drivers = len(rider_lat), len(lats)
    never = 1 << 61
    ride = 2 * (radius_mm + 1) * (min(n_riders, n_drivers) + 1)
    cost = np.full((n_riders, n_drivers), never)
    for i in range(n_riders):
        for d in range(n_drivers):
            square = _square(rider_lat[i], rider_lng[i], lats[d], lngs[d])
            mm = np.int64(np.rint(2 * EARTH_MM * math.asin(min(1.0, math.sqrt(square)))))
            if mm <= radius_mm:
                cost[i, d] = mm - ride
    owner, price = np.full(n_drivers, -1), np.zeros(n_drivers, np.int64)
    for first in range(n_riders):
        _serve_one_more(first, cost, owner, price, never)
    for d in range(n_drivers):
        if owner[d] >= 0:
            driver[owner[d]] = d + 1


@njit(cache=True)
def _serve_one_more(first, cost, owner, price, never):
    n = len(price)
    length, came = np.full(n, never), np.full(n, -1)
    done = np.zeros(n, np.bool_)
    at, so_far, last = first, 0, -1
    out, out_last, end = 0, -1, -1
    while True:
        nearest = -1
        for d in range(n):
            if done[d]:
                continue
            if cost[at, d] < never and so_far + cost[at, d] - price[d] < length[d]:
                length[d], came[d] = so_far + cost[at, d] - price[d], last
            if length[d] < never and (nearest < 0 or length[d] < length[nearest]):
                nearest = d
        if nearest < 0 or length[nearest] >= out:
            break
        if owner[nearest] < 0:
            end = nearest
            break
        done[nearest] = True
        last, at = nearest, owner[nearest]
        so_far = length[nearest] - (cost[at, nearest] - price[nearest])
        if so_far < out:
            out, out_last = so_far, nearest
    level = out if end < 0 else min(out, length[end])
    for d in range(n):
        if done[d] and length[d] < level:
            price[d] += length[d] - level
    d = out_last if end < 0 else end
    while d >= 0:
        before = came[d]
        owner[d] = first if before < 0 else owner[before]
        d = before


class Dispatcher:
    """Columns of all drivers; at a tick the available ones are sorted into rows of latitude."""

    def __init__(self, n_drivers, radius_mm, ride_ms):
        self.radius_mm, self.ride_ms = radius_mm, ride_ms
        self.lat, self.lng, self.cell = (np.zeros(n_drivers, np.int64) for _ in range(3))
        self.seen_ms, self.free_ms = (np.full(n_drivers, -(2**62)) for _ in range(2))

    def apply(self, moves, riders, tick_ms, driver, hot):
        _move(moves, self.lat, self.lng, self.cell, self.seen_ms)
        if not len(driver):
            return
        free = (tick_ms - self.seen_ms <= STALE_MS) & (self.free_ms <= tick_ms)
        cells, demand = np.unique(riders.pickup_cell, return_counts=True)
        hottest = cells[demand.argmax()]
        hot[:] = hottest, demand.max(), (free & (self.cell == hottest)).sum()
        rows = np.flatnonzero(free)
        key, order = sorted_rows(self.lat[rows], self.lng[rows])
        rows = rows[order]
        index = key, rows, self.lat[rows], self.lng[rows]
        _serve(index, riders.pickup_lat_e6, riders.pickup_lng_e6, self.radius_mm, driver)
        self.free_ms[driver[driver > 0] - 1] = tick_ms + self.ride_ms


@njit(cache=True)
def _move(moves, lat, lng, cell, seen_ms):
    for i in range(len(moves.number)):
        d = moves.number[i] - 1
        if moves.t_ms[i] >= seen_ms[d]:
            lat[d], lng[d], cell[d] = moves.lat_e6[i], moves.lng_e6[i], moves.cell[i]
            seen_ms[d] = moves.t_ms[i]


@njit(cache=True)
def _serve(index, rider_lat, rider_lng, radius_mm, driver):
    """`following` jumps over those who are taken."""
    key, who, lats, lngs = index
    following = np.arange(len(key) + 1)
    for i in range(len(driver)):
        lat, lng = np.int64(rider_lat[i]), np.int64(rider_lng[i])
        reach = min(float(radius_mm), 300_000.0)
        while True:
            best, at = math.sin(reach / EARTH_MM / 2) ** 2, -1
            up, aside = _reach(lat, reach)
            for row in range((lat - up) // ROW_E6, (lat + up) // ROW_E6 + 1):
                for turn in (-TURN, 0, TURN):
                    if abs(lng + turn) > TURN // 2 + aside:
                        continue
                    begin, end = _run(key, row, lng + turn - aside, lng + turn + aside)
                    place = _left(following, begin)
                    while place < end:
                        s = _square(lat, lng, lats[place], lngs[place])
                        if s < best or (s == best and (at < 0 or who[place] < who[at])):
                            best, at = s, place
                        place = _left(following, place + 1)
            if at >= 0 or reach >= radius_mm:
                break
            reach = min(float(radius_mm), 2 * reach)
        if at >= 0:
            driver[i] = who[at] + 1
            following[at] = at + 1


@njit(cache=True)
def _left(following, place):
    end = place
    while following[end] != end:
        end = following[end]
    while following[place] != end and following[place] != place:
        following[place], place = end, following[place]
    return end
