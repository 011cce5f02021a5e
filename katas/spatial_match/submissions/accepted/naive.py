"""A dictionary of cells and all rings that cover the radius; a match rider by rider.

reaches: nearest none
reaches: world none
reaches: match none
reaches: dispatch none
reaches: new-years-eve none
reaches: cells none
"""

from math import asin, cos, radians, sin, sqrt

import h3 as h3_of_strings
from h3.api import basic_int as h3

STALE_MS = 15_000


def distance_mm(lat_a, lng_a, lat_b, lng_b):
    a, b = radians(lat_a / 1e6), radians(lat_b / 1e6)
    turn = radians(lng_b / 1e6) - radians(lng_a / 1e6)
    h = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(turn / 2) ** 2
    return round(2 * 6_371_007_180.918475 * asin(min(1.0, sqrt(h))))


def by_cell(drivers):
    """Both resolutions in one dictionary."""
    found = {}
    columns = (drivers.lat_e6.tolist(), drivers.lng_e6.tolist())
    for d, place in enumerate(zip(*columns, strict=True)):
        for resolution in (7, 8):
            # the parent of a cell is not always the cell of a point in it: ask for the point
            cell = h3.latlng_to_cell(place[0] / 1e6, place[1] / 1e6, resolution)
            found.setdefault(cell, []).append((d + 1, *place))
    return found


def in_reach(riders, i, found, radius_mm):
    """The drivers within the radius, as (mm, number)."""
    lat, lng = int(riders.pickup_lat_e6[i]), int(riders.pickup_lng_e6[i])
    resolution, k = (8, 4) if radius_mm <= 2_100_000 else (7, 4)
    disk = h3.grid_disk(h3.latlng_to_cell(lat / 1e6, lng / 1e6, resolution), k)
    mm = [
        (distance_mm(lat, lng, *place), number)
        for cell in disk
        for number, *place in found.get(cell, ())
    ]
    return [pair for pair in mm if pair[0] <= radius_mm]


def nearest(drivers, riders, radius_mm, driver):
    if radius_mm < 0:
        raise ValueError("negative radius")
    found = by_cell(drivers)
    for i in range(len(driver)):
        driver[i] = min(in_reach(riders, i, found, radius_mm), default=(0, 0))[1]


def nearest_k(drivers, riders, radius_mm, drivers_k):
    found = by_cell(drivers)
    for i in range(len(drivers_k)):
        near = sorted(in_reach(riders, i, found, radius_mm))[: drivers_k.shape[1]]
        drivers_k[i, : len(near)] = [number for _, number in near]


def match(drivers, riders, radius_mm, driver):
    found = by_cell(drivers)
    pairs = [dict(map(reversed, in_reach(riders, i, found, radius_mm))) for i in range(len(driver))]
    owner = {}
    for _ in range(len(driver)):
        if not one_more(pairs, owner):
            break
    for number, i in owner.items():
        driver[i] = number


def one_more(pairs, owner):
    """The cheapest way to serve one more rider, by relaxing all pairs until nothing changes."""
    has = {i: number for number, i in owner.items()}
    cost = {i: 0 for i in range(len(pairs)) if i not in has}
    length, came = {}, {}
    waiting = list(cost)
    while waiting:
        i = waiting.pop(0)
        for number, mm in pairs[i].items():
            new = cost[i] + mm
            if has.get(i) != number and new < length.get(number, 10**18):
                length[number], came[number] = new, i
                if number in owner:
                    other = owner[number]
                    cost[other] = new - pairs[other][number]
                    waiting.append(other)
    ends = [(mm, number) for number, mm in length.items() if number not in owner]
    if not ends:
        return False
    number = min(ends)[1]
    while number is not None:
        i = came[number]
        before = has.get(i)
        owner[number] = i
        if before is not None:
            del owner[before]
        number = before
    return True


class Dispatcher:
    """What was last heard of each driver; every rider looks at everybody."""

    def __init__(self, n_drivers, radius_mm, ride_ms):
        self.radius_mm, self.ride_ms = radius_mm, ride_ms
        self.heard = {}
        self.free_ms = {}

    def apply(self, moves, riders, tick_ms, driver, hot):
        for number, *place, t_ms in zip(*(column.tolist() for column in moves), strict=True):
            if number not in self.heard or t_ms >= self.heard[number][-1]:
                self.heard[number] = (*place, t_ms)
        available = {
            number: place
            for number, place in sorted(self.heard.items())
            if tick_ms - place[-1] <= STALE_MS and self.free_ms.get(number, tick_ms) <= tick_ms
        }
        cells = riders.pickup_cell.tolist()
        if cells:
            demand = {cell: cells.count(cell) for cell in set(cells)}
            cell = min(demand, key=lambda each: (-demand[each], each))
            supply = sum(place[2] == cell for place in available.values())
            hot[:] = cell, demand[cell], supply
        asks = zip(riders.pickup_lat_e6.tolist(), riders.pickup_lng_e6.tolist(), strict=True)
        for i, ask in enumerate(asks):
            ways = [(distance_mm(*ask, *place[:2]), n) for n, place in available.items()]
            mm, number = min(ways, default=(self.radius_mm + 1, 0))
            if mm <= self.radius_mm:
                driver[i] = number
                del available[number]
                self.free_ms[number] = tick_ms + self.ride_ms


def cells(places, resolution, cell):
    if not 0 <= resolution <= 15:
        raise ValueError("no such resolution")
    for i in range(len(cell)):
        lat, lng = places.lat_e6[i] / 1e6, places.lng_e6[i] / 1e6
        cell[i] = int(h3_of_strings.latlng_to_cell(lat, lng, resolution), 16)
