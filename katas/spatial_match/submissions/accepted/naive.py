"""A dictionary of cells, looked at ring by ring; a match by prices, each step a look at all seen.

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


def columns_of(points):
    return zip(*(column.tolist() for column in points), strict=True)


def place(lat_e6, lng_e6):
    """What a distance needs of a place, in radians."""
    lat = radians(lat_e6 / 1e6)
    return lat, radians(lng_e6 / 1e6), cos(lat)


def distance_mm(a, b):
    h = sin((b[0] - a[0]) / 2) ** 2 + a[2] * b[2] * sin((b[1] - a[1]) / 2) ** 2
    return round(2 * 6_371_007_180.918475 * asin(min(1.0, sqrt(h))))


def by_cell(drivers):
    """Where each driver is, and the numbers of those in each cell."""
    where, found = {}, {}
    for d, (lat, lng, cell) in enumerate(columns_of(drivers)):
        where[d + 1] = place(lat, lng)
        found.setdefault(cell, []).append(d + 1)
    return where, found


def around(ask, where, found, radius_mm, wanted=None):
    """The `wanted` nearest within the radius, or all, as (mm, number), the nearest first."""
    here, best, k = place(*ask[:2]), [], 0
    while True:
        for cell in h3.grid_ring(ask[2], k):
            best += [(distance_mm(here, where[number]), number) for number in found.get(cell, ())]
        best = sorted(best)[:wanted]
        # so far k rings reach everywhere on earth; from the first on, for the own cell alone none
        covered_mm = 196_000 * k - 66_000
        if covered_mm >= radius_mm or (len(best) == wanted and best[-1][0] <= covered_mm):
            return [pair for pair in best if pair[0] <= radius_mm]
        k += 1


def nearest(drivers, riders, radius_mm, driver):
    if radius_mm < 0:
        raise ValueError("negative radius")
    index = by_cell(drivers)
    for i, ask in enumerate(columns_of(riders)):
        for _, number in around(ask, *index, radius_mm, 1):
            driver[i] = number


def nearest_k(drivers, riders, radius_mm, drivers_k):
    index = by_cell(drivers)
    for i, ask in enumerate(columns_of(riders)):
        near = around(ask, *index, radius_mm, drivers_k.shape[1])
        drivers_k[i, : len(near)] = [number for _, number in near]


def match(drivers, riders, radius_mm, driver):
    """Everybody has a home, dearer than all rides together, so that everybody finds something."""
    index = by_cell(drivers)
    home_mm = 2 * (radius_mm + 1) * (len(driver) + 1)
    pairs = [
        [*around(ask, *index, radius_mm), (home_mm, -1 - i)]
        for i, ask in enumerate(columns_of(riders))
    ]
    owner, price, level = {}, {}, [min(offers)[0] for offers in pairs]
    for first in range(len(driver)):
        change(first, pairs, owner, price, level)
    for number, i in owner.items():
        driver[i] = max(number, 0)


def change(first, pairs, owner, price, level):
    """One more rider takes somebody, and all on the cheapest chain change to another."""
    seen, came, length, i, so_far, last = {}, {}, {}, first, 0, None
    while True:
        for mm, number in pairs[i]:
            more = so_far + mm + price.get(number, 0) - level[i]
            if number not in length and (number not in seen or more < seen[number]):
                seen[number], came[number] = more, last
        last = min(seen, key=seen.get)
        so_far = length[last] = seen.pop(last)
        if last not in owner:
            break
        i = owner[last]
    level[first] += so_far
    for number, mm in length.items():
        if number != last:
            price[number] = price.get(number, 0) + so_far - mm
            level[owner[number]] += so_far - mm
    while last is not None:
        before = came[last]
        owner[last] = first if before is None else owner[before]
        last = before


class Dispatcher:
    """What was last heard of each driver; at every tick those available go into a dictionary."""

    def __init__(self, n_drivers, radius_mm, ride_ms):
        self.radius_mm, self.ride_ms = radius_mm, ride_ms
        self.heard = {}
        self.free_ms = {}

    def apply(self, moves, riders, tick_ms, driver, hot):
        for number, lat, lng, cell, t_ms in columns_of(moves):
            if number not in self.heard or t_ms >= self.heard[number][-1]:
                self.heard[number] = (*place(lat, lng), cell, t_ms)
        found = {}
        for number, (*_, cell, t_ms) in self.heard.items():
            if tick_ms - t_ms <= STALE_MS and self.free_ms.get(number, tick_ms) <= tick_ms:
                found.setdefault(cell, []).append(number)
        cells = riders.pickup_cell.tolist()
        if cells:
            demand = {cell: cells.count(cell) for cell in set(cells)}
            cell = min(demand, key=lambda each: (-demand[each], each))
            hot[:] = cell, demand[cell], len(found.get(cell, ()))
        for i, ask in enumerate(columns_of(riders)):
            for _, number in around(ask, self.heard, found, self.radius_mm, 1):
                driver[i] = number
                self.free_ms[number] = tick_ms + self.ride_ms
                found[self.heard[number][3]].remove(number)


def cells(places, resolution, cell):
    if not 0 <= resolution <= 15:
        raise ValueError("no such resolution")
    for i in range(len(cell)):
        lat, lng = places.lat_e6[i] / 1e6, places.lng_e6[i] / 1e6
        cell[i] = int(h3_of_strings.latlng_to_cell(lat, lng, resolution), 16)
