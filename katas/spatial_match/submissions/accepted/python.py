"""Rings of cells from the inside out, until nobody nearer can come; a match by Dijkstra's search.

reaches: nearest none
reaches: world none
reaches: match none
reaches: dispatch none
reaches: new-years-eve none
reaches: cells bronze
"""

from collections import Counter, defaultdict
from heapq import heappop, heappush
from math import asin, cos, radians, sin, sqrt

from h3.api import basic_int as h3

STALE_MS = 15_000
RING_MM = 195_000  # k rings at resolution 9 cover at least so much each, from the second on
FINE_RINGS = 3
COARSE = ((8, 4, 2_100_000), (7, 4, 5_400_000))


def distance_mm(lat_a, lng_a, lat_b, lng_b):
    a, b = radians(lat_a / 1e6), radians(lat_b / 1e6)
    turn = radians(lng_b / 1e6) - radians(lng_a / 1e6)
    h = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(turn / 2) ** 2
    return round(2 * 6_371_007_180.918475 * asin(min(1.0, sqrt(h))))


class Index:
    """Drivers by cell at resolution 9, and by the cells above once somebody has to look so far."""

    def __init__(self, drivers):
        self.places = list(zip(drivers.lat_e6.tolist(), drivers.lng_e6.tolist(), strict=True))
        self.fine = defaultdict(list)
        for d, cell in enumerate(drivers.cell.tolist()):
            self.fine[cell].append(d)
        self.coarse = {}

    def level(self, resolution):
        """The same at a coarser resolution, by where the drivers are and not by parents."""
        if resolution not in self.coarse:
            found = self.coarse[resolution] = defaultdict(list)
            for d, (lat, lng) in enumerate(self.places):
                found[h3.latlng_to_cell(lat / 1e6, lng / 1e6, resolution)].append(d)
        return self.coarse[resolution]

    def within(self, lat, lng, cell, radius_mm, wanted):
        """(mm, number) of the `wanted` nearest within the radius; of all, if that is None."""
        near = []
        disk = ()
        for k in range(1, FINE_RINGS + 1) if wanted else ():
            larger = h3.grid_disk(cell, k)
            fresh = set(larger).difference(disk)
            disk = larger
            for each in fresh & self.fine.keys():
                near += [(distance_mm(lat, lng, *self.places[d]), d + 1) for d in self.fine[each]]
            covered = 130_000 if k == 1 else min(RING_MM * (k - 0.2), 550_000)
            if sum(mm <= covered for mm, _ in near) >= wanted or covered >= radius_mm:
                return sorted(pair for pair in near if pair[0] <= radius_mm)[:wanted]
        resolution, k, _ = next(each for each in COARSE if radius_mm <= each[2])
        found = self.level(resolution)
        centre = h3.latlng_to_cell(lat / 1e6, lng / 1e6, resolution)
        near = [
            (distance_mm(lat, lng, *self.places[d]), d + 1)
            for each in h3.grid_disk(centre, k)
            for d in found.get(each, ())
        ]
        return sorted(pair for pair in near if pair[0] <= radius_mm)[:wanted]


def asks(riders):
    return zip(*(column.tolist() for column in riders), strict=True)


def nearest(drivers, riders, radius_mm, driver):
    if radius_mm < 0:
        raise ValueError("negative radius")
    index = Index(drivers)
    for i, ask in enumerate(asks(riders)):
        for _, number in index.within(*ask, radius_mm, 1):
            driver[i] = number


def nearest_k(drivers, riders, radius_mm, drivers_k):
    index = Index(drivers)
    for i, ask in enumerate(asks(riders)):
        near = index.within(*ask, radius_mm, drivers_k.shape[1])
        drivers_k[i, : len(near)] = [number for _, number in near]


def match(drivers, riders, radius_mm, driver):
    index = Index(drivers)
    pairs = [index.within(*ask, radius_mm, None) for ask in asks(riders)]
    ride = 2 * (radius_mm + 1) * (len(pairs) + 1)
    owner, paid, price = {}, {}, defaultdict(int)
    for first in range(len(pairs)):
        length, came, done = {}, {}, []
        heap = [(0, 0, first, None)]
        out, out_last, end = 0, None, None
        settled = set()
        while heap:
            so_far, _, rider, last = heappop(heap)
            if last is not None:
                if last in settled:
                    continue
                if so_far >= out:
                    break
                if rider is None:
                    end = last
                    break
                settled.add(last)
                done.append(last)
                so_far -= paid[last] - price[last]
                if so_far < out:
                    out, out_last = so_far, last
            for mm, number in pairs[rider]:
                new = so_far + mm - ride - price[number]
                if number not in settled and new < length.get(number, 1):
                    length[number], came[number] = new, last
                    heappush(heap, (new, number, owner.get(number), number))
        level = out if end is None else min(out, length[end])
        for number in done:
            if length[number] < level:
                price[number] += length[number] - level
        number = out_last if end is None else end
        while number is not None:
            before = came[number]
            owner[number] = first if before is None else owner[before]
            paid[number] = next(mm for mm, n in pairs[owner[number]] if n == number) - ride
            number = before
    for number, rider in owner.items():
        driver[rider] = number


class Dispatcher:
    """Drivers in sets by cell, moved when they report; who rides is in none."""

    def __init__(self, n_drivers, radius_mm, ride_ms):
        self.radius_mm, self.ride_ms = radius_mm, ride_ms
        self.heard = {}
        self.free_ms = {}

    def apply(self, moves, riders, tick_ms, driver, hot):
        heard = self.heard
        for number, *place, t_ms in zip(*(column.tolist() for column in moves), strict=True):
            if number not in heard or t_ms >= heard[number][3]:
                heard[number] = (*place, t_ms)
        if not len(driver):
            return
        fine, coarse = defaultdict(set), defaultdict(set)
        for number, (_, _, cell, t_ms) in heard.items():
            if tick_ms - t_ms <= STALE_MS and self.free_ms.get(number, tick_ms) <= tick_ms:
                fine[cell].add(number)
                coarse[h3.cell_to_parent(cell, 7)].add(number)
        demand = Counter(riders.pickup_cell.tolist())
        cell = min(demand, key=lambda each: (-demand[each], each))
        hot[:] = cell, demand[cell], len(fine.get(cell, ()))
        for i, ask in enumerate(asks(riders)):
            number = self.request(*ask, fine, coarse)
            if number:
                driver[i] = number
                gone = heard[number][2]
                fine[gone].discard(number)
                coarse[h3.cell_to_parent(gone, 7)].discard(number)
                self.free_ms[number] = tick_ms + self.ride_ms

    def request(self, lat, lng, cell, fine, coarse):
        """Rings at resolution 9, then everything that has a parent near: parents stick out a bit,
        so one ring more than the radius needs.
        """
        near, disk = [], ()
        for k in range(1, FINE_RINGS + 1):
            larger = h3.grid_disk(cell, k)
            for each in set(larger).difference(disk) & fine.keys():
                near += [(distance_mm(lat, lng, *self.heard[n][:2]), n) for n in fine[each]]
            disk = larger
            covered = 130_000 if k == 1 else min(RING_MM * (k - 0.2), 550_000)
            if near and min(near)[0] <= min(covered, self.radius_mm):
                return min(near)[1]
        near = [
            (distance_mm(lat, lng, *self.heard[n][:2]), n)
            for each in h3.grid_disk(h3.cell_to_parent(cell, 7), 3)
            for n in coarse.get(each, ())
        ]
        mm, number = min(near, default=(self.radius_mm + 1, 0))
        return number if mm <= self.radius_mm else 0


def cells(places, resolution, cell):
    if not 0 <= resolution <= 15:
        raise ValueError("no such resolution")
    to_cell = h3.latlng_to_cell
    pairs = zip((places.lat_e6 / 1e6).tolist(), (places.lng_e6 / 1e6).tolist(), strict=True)
    cell[:] = [to_cell(lat, lng, resolution) for lat, lng in pairs]
