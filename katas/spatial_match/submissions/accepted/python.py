"""A border that every driver found brings nearer; a match by Dijkstra's search.

reaches: nearest none
reaches: world none
reaches: match none
reaches: dispatch none
reaches: new-years-eve none
reaches: cells bronze
"""

from bisect import insort
from collections import Counter, defaultdict
from heapq import heappop, heappush
from math import asin, cos, radians, sin, sqrt

from h3.api import basic_int as h3

STALE_MS = 15_000


def distance_mm(lat_a, lng_a, lat_b, lng_b):
    a, b = radians(lat_a / 1e6), radians(lat_b / 1e6)
    turn = radians(lng_b / 1e6) - radians(lng_a / 1e6)
    h = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(turn / 2) ** 2
    return round(2 * 6_371_007_180.918475 * asin(min(1.0, sqrt(h))))


class Index:
    """Numbers of drivers by cell, and their places; the rings of a cell are asked for once."""

    def __init__(self, places, numbers):
        self.places, self.by_cell, self.rings = places, defaultdict(list), {}
        for number in numbers:
            self.by_cell[places[number][2]].append(number)

    def ring(self, cell, k):
        """Those cells of the ring in which somebody is."""
        if (cell, k) not in self.rings:
            self.rings[cell, k] = h3.grid_ring(cell, k)
        return self.by_cell.keys() & self.rings[cell, k]

    def within(self, lat, lng, cell, radius_mm, wanted):
        """(mm, number) of the `wanted` nearest within the radius. Each one found in time brings
        the border nearer, and most others are out of it by their latitude alone.
        """
        near, border_mm, k = [], radius_mm, 0
        places, by_cell = self.places, self.by_cell
        while k == 0 or 196_000 * (k - 1) - 66_000 < border_mm:
            for each in self.ring(cell, k):
                for number in by_cell[each]:
                    other = places[number]
                    if abs(other[0] - lat) * 111 > border_mm:
                        continue
                    mm = distance_mm(lat, lng, other[0], other[1])
                    if mm <= border_mm:
                        insort(near, (mm, number))
                        if len(near) >= wanted:
                            del near[wanted:]
                            border_mm = near[-1][0]
            k += 1
        return near


def index_of(drivers):
    places = [None, *asks(drivers)]
    return Index(places, range(1, len(places)))


def asks(riders):
    return zip(*(column.tolist() for column in riders), strict=True)


def nearest(drivers, riders, radius_mm, driver):
    if radius_mm < 0:
        raise ValueError("negative radius")
    index = index_of(drivers)
    for i, ask in enumerate(asks(riders)):
        for _, number in index.within(*ask, radius_mm, 1):
            driver[i] = number


def nearest_k(drivers, riders, radius_mm, drivers_k):
    index = index_of(drivers)
    for i, ask in enumerate(asks(riders)):
        near = index.within(*ask, radius_mm, drivers_k.shape[1])
        drivers_k[i, : len(near)] = [number for _, number in near]


def match(drivers, riders, radius_mm, driver):
    index = index_of(drivers)
    pairs = [index.within(*ask, radius_mm, len(drivers.cell) + 1) for ask in asks(riders)]
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
    """What was last heard of each driver; those available by cell, and who asked in vain."""

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
        numbers = [
            number
            for number, place in heard.items()
            if tick_ms - place[3] <= STALE_MS and self.free_ms.get(number, tick_ms) <= tick_ms
        ]
        index = Index(heard, numbers)
        demand = Counter(riders.pickup_cell.tolist())
        cell = min(demand, key=lambda each: (-demand[each], each))
        hot[:] = cell, demand[cell], len(index.by_cell.get(cell, ()))
        in_vain = set()
        for i, ask in enumerate(asks(riders)):
            if ask in in_vain:
                continue  # nobody comes back within a tick
            near = index.within(*ask, self.radius_mm, 1)
            if not near:
                in_vain.add(ask)
            for _, number in near:
                driver[i] = number
                index.by_cell[heard[number][2]].remove(number)
                self.free_ms[number] = tick_ms + self.ride_ms


def cells(places, resolution, cell):
    if not 0 <= resolution <= 15:
        raise ValueError("no such resolution")
    to_cell = h3.latlng_to_cell
    pairs = zip((places.lat_e6 / 1e6).tolist(), (places.lng_e6 / 1e6).tolist(), strict=True)
    cell[:] = [to_cell(lat, lng, resolution) for lat, lng in pairs]
