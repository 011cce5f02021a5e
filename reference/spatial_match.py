"""spatial-match: cells say which drivers may be near, rows of small boxes say which are.

nearest, nearest_k
         An H3 cell of resolution 9 has its ancestors in its bits: without the last 33 it is the
         cell of resolution 4, some 40 km across. These are the regions. h3 says which regions
         touch (`grid_disk`), so that the date line, poles and pentagons are nobody's special case;
         it is asked once a region that has riders, some dozens of times. What is within 5 km of a
         point is in its region or in one that touches it. Inside a region degrees are straight:
         drivers are sorted into boxes of latitude and longitude, two for each driver, by counting.
         The boxes of a row lie side by side, so what a search reads of a row is one run of memory
         and an empty box costs nothing. A search looks at the boxes about the rider and goes on
         outwards, in growing steps, until the border of what it has seen is further than the
         worst driver it holds. Riders are served in the order of their cells.
         No sine is taken of a driver: within some kilometres a Taylor polynomial of the difference
         of two latitudes gives the chord to a thousandth of a millimetre.
         Measured in one process, everybody with one thread (two cores of an AMD EPYC, 2026-11-28):
         the boxes of `city` and `world` 4.6 and 6.4 times as fast as pykdtree's tree (target 2.5),
         searches 2.4 times as fast in both (target 2; far aim 4: missed, at some 0.9 us a search).
         Cost: O(D + Q (k + boxes seen)), two random accesses a driver to sort him, some runs of
         memory a rider. Source: H3 (Uber, 2018) for the hierarchy; counting sort into boxes is
         Bentley, Weide, Yao, "Optimal expected-time algorithms for closest point problems", 1980.

Dispatcher
         A line a driver in one table; at every tick those who are available go into the boxes of
         nearest, which thus become as few as they are. Who is taken leaves his box, so that empty
         quarters are seen to be empty. During a tick drivers only vanish: what one rider of a cell
         learnt (nobody is nearer than so far) holds for the next one, less the way between them. In
         the hot cell of New Year's Eve hundreds ask who cannot be served, and nearly all of them
         know it without looking. Cost: O(moves), O(available), and a search a rider.

match    As many riders as can be, then as few millimetres: prices first, then trees of offers.

         Both aims are one when a rider may also stay at home at the price `out`, which is more than
         all rides of any matching together; integers hold it (riders * largest cost, not a float's
         10**12). Then drivers get prices. A rider's level is the least it can have: cost and price
         of a driver, or `out`. A matching is best if everybody has what is least, and if no driver
         without a rider has a price above 0: no matching costs less than the sum of levels less the
         sum of prices, and this one costs just that. `certified` looks at each edge once to see it,
         and need not know how they were found.

         bid: riders take the cheapest offer in turn. Who takes a driver from another raises the
         price by as much as his second choice is worse, and the other one has to look again
         (Bertsekas' auction without its epsilon; augmenting row reduction in Jonker and Volgenant,
         A shortest augmenting path algorithm for dense and sparse linear assignment problems,
         1987). Two rounds place two thirds of the riders.

         grow: each of the rest becomes the root of a tree, and the levels of all riders in trees
         rise together, as time does. When a driver becomes as cheap as the level, he joins the
         tree, his price rises from now on, and his rider joins with him. Where a free driver is
         reached, or where it has become as dear as staying at home, all change along the path to
         the root, and this tree alone is dissolved. The others keep what they know: an ordinary
         search for each rider in turn starts from nothing and goes through the same crowded quarter
         every time, and where drivers lack it finds nothing at last. Drivers wait in a heap for the
         time they are due. What a rider of a dissolved tree offered them is seen to be void when
         they are due, and they ask their riders again. At the same time free drivers come first,
         otherwise equal costs would make large trees for nothing. Cost: O(E) a round; each of R
         riders left over O(E log D) at most, in practice a fraction of it.

cells    H3 by barycentric coordinates; h3 itself is asked where rounding would decide.

         H3 lays a hexagon grid on each face of an icosahedron by gnomonic projection, and straight
         lines of the sphere stay straight in it. So the place of a point p on the face with corners
         U, V, W is linear in p up to a division: p = u U + v V + w W, and 2u, 2v, 2w over u + v + w
         are its coordinates in the grid of resolution 0, along axes i, j, k that point to the
         corners. No angle is needed, and a finer resolution is two integer steps further: times 7
         every second one, and in between the matrix of the grid that is turned by asin(sqrt(3/28)).
         Corners are the centres of the 12 pentagons. Which face: the one whose centre is nearest;
         opposite faces share a dot product.

         A cell's address is its base cell and a digit a resolution. Grid points are Eisenstein
         integers, a digit is the rest of a division by a prime of norm 7, and two of them in a row,
         a prime and its conjugate, make 7. So four digits are what is left of both coordinates
         modulo 49: one look-up in a table of 2401 instead of four steps that wait for each other.
         Seen from its own base cell a face may be turned, and to turn an address by 60 degrees is
         to multiply its digits by 5 = -2 modulo 7: in three bits a rotation, and a complement if
         the number of turns is odd. All digits at once take a few operations on the whole word.
         Pentagons lack a sixth of their surroundings, and their turn depends on the leading digit.
         Base cells and turns are not written down here: h3 is asked about one point of each kind
         (`_turns`).

         Equal to h3 in every bit: h3 goes another way (acos, atan2, tan), and near a border
         rounding decides. What is closer to a border than about 1e-13 of the earth's radius, ten
         times the error of both ways together, is left to h3, and so is what is as close to the
         border of two faces or of a kind that was not seen: of random points none at resolution 9,
         six of a million at 15. h3 loses digits near the centre of a face, as acos(1 - x) does, so
         that the distance grows with 1 / r.

         The trigonometry, the choice of the face and the rounding are straight-line loops over
         blocks of 256 points that the compiler turns into vector code; the look-ups are not.
         Coordinates are integers, so an angle is cut down to 45 degrees without error and doubled
         afterwards: no quadrants. Cost: O(1) a point, about 150 vector lanes of arithmetic and four
         look-ups in 40 KB of tables. Source: H3 (github.com/uber/h3, faceijk.c and coordijk.c for
         the grid, h3Index.c for the address); Gibson and Lucas, Spatial data processing using
         generalized balanced ternary, 1982, for the digits.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from itertools import combinations
from typing import Any, TypeVar, cast

import numpy as np
from h3.api import basic_int as h3  # type: ignore[import-untyped]
from numba import njit

_EARTH_MM = 6_371_007_180.918475
_TO_RAD = math.pi / 180e6
_TURN = 360_000_000
_REGION_SHIFT = 33  # a cell without its digits 5 to 15
_POLAR_E6 = 80_000_000
_NOBODY = 2_147_483_647
_NONE = -1
_NEVER = 1 << 61
_ROUNDS = 2
_BOXES_A_DRIVER = 2
_FIRST = 0.1  # reach of the first look, in boxes

_Arrays = tuple[Any, ...]
_Kernel = TypeVar("_Kernel", bound=Callable[..., Any])


def _inner(kernel: _Kernel) -> _Kernel:
    """Compile what only kernels call: without the wrappers for Python it takes less long."""
    options: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    compiled: Any = njit(**options)(kernel)
    return cast(_Kernel, compiled)


def _lanes(kernel: _Kernel) -> _Kernel:
    """As `_inner`, for straight loops: multiply and add in one, and 1 / 0 is no error."""
    options: dict[str, Any] = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    options |= {"fastmath": {"contract"}, "error_model": "numpy"}
    compiled: Any = njit(**options)(kernel)
    return cast(_Kernel, compiled)


def nearest(drivers: Any, riders: Any, radius_mm: int, driver: np.ndarray) -> None:
    """Fill driver[i] with the number of the driver nearest to rider i within the radius, or 0.

    ValueError where the radius is negative.
    """
    if radius_mm < 0:
        raise ValueError(f"the radius must not be negative: {radius_mm}")
    nearest_k(drivers, riders, radius_mm, driver.reshape(-1, 1))


def nearest_k(drivers: Any, riders: Any, radius_mm: int, drivers_k: np.ndarray) -> None:
    """Fill row i of `drivers_k` with the numbers of rider i's nearest drivers, nearest first."""
    if len(drivers.cell) == 0 or len(riders.pickup_cell) == 0:
        return
    keys, region = _regions(drivers.cell)
    boxes = _boxes(drivers.lat_e6, drivers.lng_e6, region, len(keys))
    asked, rider_region = _regions(riders.pickup_cell)
    places = riders.pickup_lat_e6, riders.pickup_lng_e6, rider_region
    order = np.argsort(riders.pickup_cell)
    _search(boxes, places, order, _touching(asked, keys), float(radius_mm), drivers_k)


def _regions(cell: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The different regions of cells, int64, and for each cell which of them it is in, int32."""
    region = np.zeros(len(cell), np.int32)
    slots = 1 << 10
    while True:
        keys = np.zeros(slots // 2, np.int64)
        count = _number_regions(cell, np.full(slots, -1, np.int32), keys, region)
        if count >= 0:
            return keys[:count], region
        slots *= 8


@njit(cache=True)
def _number_regions(
    cell: np.ndarray, table: np.ndarray, keys: np.ndarray, region: np.ndarray
) -> int:
    """Number the regions as they come; -1 where they do not fit into half of the table."""
    mask = len(table) - 1
    count = 0
    for i in range(len(cell)):
        key = cell[i] >> _REGION_SHIFT
        slot = (key ^ (key >> 7)) & mask
        while table[slot] >= 0 and keys[table[slot]] != key:
            slot = (slot + 1) & mask
        if table[slot] < 0:
            if count == len(keys):
                return -1
            table[slot] = count
            keys[count] = key
            count += 1
        region[i] = table[slot]
    return count


def _touching(asked: np.ndarray, keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each region asked for, which of `keys` are it or touch it, itself first: CSR."""
    known = {key: number for number, key in enumerate(keys.tolist())}
    start, near = [0], []
    for key in asked.tolist():
        cell = (key << _REGION_SHIFT | (1 << _REGION_SHIFT) - 1) & ~(15 << 52) | 4 << 52
        for other in h3.grid_disk(cell, 1):
            found = known.get((other & ~(15 << 52) | 9 << 52) >> _REGION_SHIFT)
            if found is not None:
                near.append(found)
        start.append(len(near))
    return np.array(start, np.int32), np.array(near, np.int32)


def _boxes(lat: np.ndarray, lng: np.ndarray, region: np.ndarray, n_regions: int) -> Any:
    """Drivers sorted by region, row and column.

    `frame` has a line a region: the longitude that is its 0, the lowest latitude and (from there)
    longitude, boxes per micro-degree in both directions, and whether degrees are no use (at the
    poles). `shape` has its rows, its columns and its first box. `start[box]` is the first of the
    sorted `spot` (latitude, longitude from the 0 of the region, number) of a box.
    """
    frame, shape = np.zeros((n_regions, 6)), np.zeros((n_regions, 3), np.int64)
    n_boxes = _measure(lat, lng, region, frame, shape)
    box = np.empty(len(lat), np.int32)
    start = np.zeros(n_boxes + 2, np.int32)
    _count_boxes(lat, lng, region, frame, shape, box, start)
    spot = np.empty((len(lat), 3), np.int32)
    _fill_boxes(lat, lng, region, frame, box, start, spot)
    return frame, shape, start, spot


@njit(cache=True)
def _measure(
    lat: np.ndarray, lng: np.ndarray, region: np.ndarray, frame: np.ndarray, shape: np.ndarray
) -> int:
    """Fill frames and shapes of all regions; returns the number of boxes."""
    n_regions = len(frame)
    ends = np.zeros((n_regions, 4), np.int64)
    count = np.zeros(n_regions, np.int64)
    zero = np.zeros(n_regions, np.int64)
    for i in range(len(lat)):
        r = region[i]
        if count[r] == 0:
            zero[r] = lng[i]
            ends[r, 0], ends[r, 1] = lat[i], lat[i]
        count[r] += 1
        east = _turned(lng[i] - zero[r])
        ends[r, 0], ends[r, 1] = min(ends[r, 0], lat[i]), max(ends[r, 1], lat[i])
        ends[r, 2], ends[r, 3] = min(ends[r, 2], east), max(ends[r, 3], east)
    n_boxes = 0
    for r in range(n_regions):
        low, high = ends[r, 0], ends[r, 1]
        polar = max(abs(low), abs(high)) > _POLAR_E6
        narrow = max(0.1, math.cos((low + high) * 0.5 * _TO_RAD))
        tall, wide = high - low + 1.0, (ends[r, 3] - ends[r, 2]) + 1.0
        side = max(200.0, math.sqrt(tall * wide * narrow / (_BOXES_A_DRIVER * count[r])))
        side = max(side, (tall + wide * narrow) / 4000.0)
        frame[r, 0], frame[r, 1], frame[r, 2] = zero[r], low, ends[r, 2]
        frame[r, 3], frame[r, 4], frame[r, 5] = 1.0 / side, narrow / side, 0.0
        shape[r, 0], shape[r, 1] = np.int64(tall / side) + 1, np.int64(wide * narrow / side) + 1
        if polar:
            frame[r, 3], frame[r, 4], frame[r, 5] = 0.0, 0.0, 1.0
            shape[r, 0], shape[r, 1] = 1, 1
        shape[r, 2] = n_boxes
        n_boxes += shape[r, 0] * shape[r, 1]
    return n_boxes


@_inner
def _turned(east: Any) -> Any:
    """A difference of longitudes, the short way round."""
    if east >= _TURN // 2:
        return east - _TURN
    if east < -_TURN // 2:
        return east + _TURN
    return east


@njit(cache=True)
def _count_boxes(
    lat: np.ndarray,
    lng: np.ndarray,
    region: np.ndarray,
    frame: np.ndarray,
    shape: np.ndarray,
    box: np.ndarray,
    start: np.ndarray,
) -> None:
    """Fill the box of each driver; start[b + 1] becomes the first place of box b."""
    for i in range(len(lat)):
        r = region[i]
        east = _turned(lng[i] - np.int64(frame[r, 0]))
        row = np.int64((lat[i] - frame[r, 1]) * frame[r, 3])
        column = np.int64((east - frame[r, 2]) * frame[r, 4])
        box[i] = shape[r, 2] + row * shape[r, 1] + column
        start[box[i] + 2] += 1
    for b in range(2, len(start)):
        start[b] += start[b - 1]


@njit(cache=True)
def _fill_boxes(
    lat: np.ndarray,
    lng: np.ndarray,
    region: np.ndarray,
    frame: np.ndarray,
    box: np.ndarray,
    start: np.ndarray,
    spot: np.ndarray,
) -> None:
    """Write everybody's spot to his box; start[b] is then the first of box b."""
    for i in range(len(lat)):
        place = start[box[i] + 1]
        start[box[i] + 1] = place + 1
        spot[place, 0] = lat[i]
        spot[place, 1] = _turned(lng[i] - np.int64(frame[region[i], 0]))
        spot[place, 2] = i + 1


@njit(cache=True)
def _search(
    boxes: Any, places: Any, order: np.ndarray, touching: Any, radius_mm: float, out: np.ndarray
) -> None:
    """The nearest of every rider, rider by rider in the given order."""
    lat, lng, region = places
    start, near = touching
    wanted = out.shape[1]
    farthest = (2 * math.sin(radius_mm / _EARTH_MM / 2)) ** 2
    chord = np.empty(wanted)
    number = np.empty(wanted, np.int32)
    for at in range(len(order)):
        rider = order[at]
        chord[:] = farthest
        number[:] = _NOBODY
        north = lat[rider] * _TO_RAD
        there = np.float64(lat[rider]), np.float64(lng[rider]), math.sin(north), math.cos(north)
        for t in range(start[region[rider]], start[region[rider] + 1]):
            _search_region(boxes, near[t], there, radius_mm, chord, number)
        for k in range(wanted):
            if number[k] < _NOBODY:
                out[rider, k] = number[k]


@_inner
def _search_region(
    boxes: Any, r: Any, rider: Any, radius_mm: float, chord: np.ndarray, number: np.ndarray
) -> None:
    """Let the drivers of a region into the sorted list `chord`, `number`, from near to far."""
    frame, shape, start, spot = boxes
    lat, lng, sine, cosine = rider
    last_held = len(chord) - 1
    east = np.float64(_turned(lng - frame[r, 0]))
    if frame[r, 5] > 0.0:
        first = start[shape[r, 2]]
        _let_in_polar(spot[first : start[shape[r, 2] + 1]], lat, east, chord, number)
        return
    rows, columns, base = shape[r, 0], shape[r, 1], shape[r, 2]
    y, x = (lat - frame[r, 1]) * frame[r, 3], (east - frame[r, 2]) * frame[r, 4]
    side = _EARTH_MM * _TO_RAD / frame[r, 3]
    reach = min(radius_mm, _FIRST * side)
    seen_top, seen_end, seen_left, seen_right = 0, 0, 0, 0
    while True:
        up = reach * (1.0 / (_EARTH_MM * _TO_RAD)) + 1.0
        aside = up / (cosine - up * _TO_RAD) * frame[r, 4]
        up *= frame[r, 3]
        top, end = _clipped(y - up, rows), _clipped(y + up + 1.0, rows)
        left, right = _clipped(x - aside, columns), _clipped(x + aside + 1.0, columns)
        if left < right and top < end:
            for row in range(top, end):
                line = base + row * columns
                first, last = start[line + left], start[line + right]
                if seen_top <= row < seen_end:
                    inner = start[line + seen_left]
                    _let_in(spot, first, inner, lat, east, sine, cosine, chord, number)
                    first = start[line + seen_right]
                _let_in(spot, first, last, lat, east, sine, cosine, chord, number)
            seen_top, seen_end, seen_left, seen_right = top, end, left, right
        if reach >= radius_mm:
            return
        held = _EARTH_MM * math.sqrt(chord[last_held]) * 1.0000001
        if held <= reach:
            return
        reach = held if number[last_held] < _NOBODY else max(4.0 * reach, side)
        reach = min(reach, radius_mm)


@_inner
def _clipped(box: float, count: Any) -> Any:
    if box <= 0.0:
        return 0
    return min(np.int64(box), count)


@_inner
def _let_in(
    spot: np.ndarray,
    first: Any,
    last: Any,
    lat: float,
    east: float,
    sine: float,
    cosine: float,
    chord: np.ndarray,
    number: np.ndarray,
) -> None:
    """Insert those of a run of drivers who are nearer than the last of the list."""
    worst = len(chord) - 1
    for place in range(first, last):
        u = (spot[place, 0] - lat) * _TO_RAD
        w = (spot[place, 1] - east) * _TO_RAD
        u2, w2 = u * u, w * w
        other = cosine * (1.0 - u2 * 0.5) - sine * (u - u * u2 * (1.0 / 6.0))
        length = u2 - u2 * u2 * (1.0 / 12.0) + cosine * other * (w2 - w2 * w2 * (1.0 / 12.0))
        if length <= chord[worst]:
            _insert(length, spot[place, 2], chord, number)


@_inner
def _let_in_polar(
    spot: np.ndarray, lat: float, east: float, chord: np.ndarray, number: np.ndarray
) -> None:
    """The same by the haversine formula, where degrees of longitude are too short for a series."""
    for place in range(len(spot)):
        up = math.sin((spot[place, 0] - lat) * _TO_RAD / 2)
        across = math.sin((spot[place, 1] - east) * _TO_RAD / 2)
        both = math.cos(spot[place, 0] * _TO_RAD) * math.cos(lat * _TO_RAD)
        length = 4 * (up * up + both * across * across)
        if length <= chord[-1]:
            _insert(length, spot[place, 2], chord, number)


@_inner
def _insert(length: float, who: Any, chord: np.ndarray, number: np.ndarray) -> None:
    """Sorted by length, then by number; the last one drops out."""
    k = len(chord) - 1
    if length == chord[k] and who > number[k]:
        return
    while k > 0 and (length < chord[k - 1] or (length == chord[k - 1] and who < number[k - 1])):
        chord[k], number[k] = chord[k - 1], number[k - 1]
        k -= 1
    chord[k], number[k] = length, who


def match(drivers: Any, riders: Any, radius_mm: int, driver: np.ndarray) -> None:
    """Fill driver[i] so that most riders ride, and of all such matches the sum of mm is least."""
    if len(drivers.cell) == 0 or len(riders.pickup_cell) == 0:
        return
    keys, region = _regions(drivers.cell)
    boxes = _boxes(drivers.lat_e6, drivers.lng_e6, region, len(keys))
    asked, rider_region = _regions(riders.pickup_cell)
    places = riders.pickup_lat_e6, riders.pickup_lng_e6, rider_region
    touching = _touching(asked, keys)
    start, other, mm = _pairs(boxes, places, touching, float(radius_mm))
    _assign(start, other, mm, len(drivers.cell), driver)
    driver += 1


@njit(cache=True)
def _pairs(boxes: Any, places: Any, touching: Any, radius_mm: float) -> Any:
    """All drivers within the radius of each rider: CSR of start, driver from 0, and mm."""
    lat, lng, region = places
    start, near = touching
    farthest = (2 * math.sin(radius_mm / _EARTH_MM / 2)) ** 2
    begin = np.zeros(len(lat) + 1, np.int64)
    room = 64
    other, cost = np.empty(room, np.int32), np.empty(room, np.int64)
    count = 0
    for rider in range(len(lat)):
        north = lat[rider] * _TO_RAD
        there = np.float64(lat[rider]), np.float64(lng[rider]), math.sin(north), math.cos(north)
        for t in range(start[region[rider]], start[region[rider] + 1]):
            wanted = count + _most_in_reach(boxes, near[t], there, radius_mm)
            if wanted > room:
                room = 2 * wanted
                more, mm = np.empty(room, np.int32), np.empty(room, np.int64)
                more[:count], mm[:count] = other[:count], cost[:count]
                other, cost = more, mm
            count = _add_pairs(boxes, near[t], there, radius_mm, farthest, other, cost, count)
        begin[rider + 1] = count
    return begin, other[:count], cost[:count]


@_inner
def _rectangle(boxes: Any, r: Any, rider: Any, reach_mm: float) -> Any:
    """Rows and columns of a region's boxes that hold all within reach: top, end, left, right."""
    frame, shape, _, _ = boxes
    lat, lng, _, cosine = rider
    if frame[r, 5] > 0.0:
        return 0, 1, 0, 1
    east = _turned(lng - frame[r, 0])
    up = reach_mm * (1.0 / (_EARTH_MM * _TO_RAD)) + 1.0
    aside = up / (cosine - up * _TO_RAD) * frame[r, 4]
    up *= frame[r, 3]
    y, x = (lat - frame[r, 1]) * frame[r, 3], (east - frame[r, 2]) * frame[r, 4]
    top, end = _clipped(y - up, shape[r, 0]), _clipped(y + up + 1.0, shape[r, 0])
    left, right = _clipped(x - aside, shape[r, 1]), _clipped(x + aside + 1.0, shape[r, 1])
    return top, end, left, max(left, right)


@_inner
def _chord(spot: np.ndarray, place: Any, rider: Any, east: float, polar: Any) -> Any:
    """The square of the straight way between a rider and a driver, on the sphere of radius 1."""
    lat, _, sine, cosine = rider
    u = (spot[place, 0] - lat) * _TO_RAD
    w = (spot[place, 1] - east) * _TO_RAD
    if polar:
        up, across = math.sin(u / 2), math.sin(w / 2)
        return 4 * (up * up + math.cos(spot[place, 0] * _TO_RAD) * cosine * across * across)
    u2, w2 = u * u, w * w
    other = cosine * (1.0 - u2 * 0.5) - sine * (u - u * u2 * (1.0 / 6.0))
    return u2 - u2 * u2 * (1.0 / 12.0) + cosine * other * (w2 - w2 * w2 * (1.0 / 12.0))


@_inner
def _most_in_reach(boxes: Any, r: Any, rider: Any, radius_mm: float) -> int:
    """How many drivers are in the boxes that a search would look at."""
    _, shape, start, _ = boxes
    top, end, left, right = _rectangle(boxes, r, rider, radius_mm)
    count = 0
    for row in range(top, end):
        line = shape[r, 2] + row * shape[r, 1]
        count += start[line + right] - start[line + left]
    return count


@_inner
def _add_pairs(
    boxes: Any,
    r: Any,
    rider: Any,
    radius_mm: float,
    farthest: float,
    other: np.ndarray,
    cost: np.ndarray,
    count: int,
) -> int:
    """Append the drivers of a region who are within the radius; returns how many there are now."""
    frame, shape, start, spot = boxes
    polar = frame[r, 5] > 0.0
    east = np.float64(_turned(rider[1] - frame[r, 0]))
    top, end, left, right = _rectangle(boxes, r, rider, radius_mm)
    for row in range(top, end):
        line = shape[r, 2] + row * shape[r, 1]
        for place in range(start[line + left], start[line + right]):
            square = _chord(spot, place, rider, east, polar)
            if square <= farthest:
                other[count] = spot[place, 2] - 1
                cost[count] = np.int64(np.rint(2 * _EARTH_MM * math.asin(math.sqrt(square) / 2)))
                count += 1
    return count


def _assign(
    start: np.ndarray,
    driver: np.ndarray,
    cost_mm: np.ndarray,
    n_drivers: int,
    assigned: np.ndarray,
) -> np.ndarray:
    """Fill int32 assigned[Q] with a driver or -1; returns the prices, int64[n_drivers], in mm.

    The edges of rider i are start[i] to start[i + 1]; costs are int64 and not negative.
    """
    out = _out(cost_mm, len(assigned), n_drivers)
    assigned[:] = _NONE
    price = np.zeros(n_drivers, np.int64)
    drivers = price, np.full(n_drivers, _NONE, np.int32)
    riders = np.zeros(len(assigned), np.int64), assigned
    trees = np.full(len(assigned), _NEVER), *np.zeros((2, len(assigned)), np.int32)
    offers = np.full(n_drivers, _NEVER), np.zeros(n_drivers, np.int32), np.zeros_like(price)
    queue = np.zeros_like(price), *np.full((2, n_drivers), _NONE, np.int32)
    back = np.zeros(n_drivers + 2, np.int64), np.zeros_like(driver), np.zeros_like(cost_mm)
    waiting = np.arange(len(assigned))
    graphs = (start, driver, cost_mm), back
    _solve(graphs, (drivers, riders, trees, offers, queue), waiting, out)
    return price


def certified(
    start: np.ndarray,
    driver: np.ndarray,
    cost_mm: np.ndarray,
    n_drivers: int,
    assigned: np.ndarray,
    price: np.ndarray,
) -> bool:
    """Whether these prices prove that no assignment serves more riders, or as many for less.

    False also if a driver is not a candidate of his rider, or has two. Cost: O(E).
    """
    if len(price) != n_drivers or len(assigned) != len(start) - 1:
        return False
    graph, served = (start, driver, cost_mm), np.zeros(n_drivers, np.bool_)
    out = _out(cost_mm, len(assigned), n_drivers)
    return bool(_certified(graph, price, assigned, out, served))


def _out(cost_mm: np.ndarray, riders: int, drivers: int) -> int:
    """The price of staying at home."""
    return (int(cost_mm.max(initial=0)) + 1) * (min(riders, drivers) + 1)


@njit(cache=True)
def _certified(
    graph: _Arrays, price: np.ndarray, assigned: np.ndarray, out: Any, served: np.ndarray
) -> bool:
    start, driver, cost = graph
    for i in range(len(assigned)):
        own = assigned[i]
        if own >= len(price) or (own >= 0 and served[own]):
            return False
        level, has = out, out if own < 0 else _NONE
        for edge in range(start[i], start[i + 1]):
            offer = cost[edge] + price[driver[edge]]
            level = min(level, offer)
            if driver[edge] == own and (has == _NONE or offer < has):
                has = offer
        if has != level:
            return False
        if own >= 0:
            served[own] = True
    fair = True
    for j in range(len(price)):
        fair &= price[j] == 0 or (price[j] > 0 and served[j])
    return fair


@njit(cache=True)
def _solve(graphs: _Arrays, state: _Arrays, waiting: np.ndarray, out: Any) -> None:
    left = _bid(graphs[0], state[0], state[1], waiting, out)
    if left > 0:
        _reverse(graphs)
        _grow(graphs, state, waiting, left, out)


@_inner
def _reverse(graphs: _Arrays) -> None:
    """Write the same edges by driver."""
    (start, driver, cost), (begin, rider, back) = graphs
    for edge in range(len(driver)):
        begin[driver[edge] + 2] += 1
    for j in range(2, len(begin)):
        begin[j] += begin[j - 1]
    for i in range(len(start) - 1):
        for edge in range(start[i], start[i + 1]):
            to = begin[driver[edge] + 1]
            begin[driver[edge] + 1] = to + 1
            rider[to] = i
            back[to] = cost[edge]


@_inner
def _bid(graph: _Arrays, drivers: _Arrays, riders: _Arrays, waiting: np.ndarray, out: Any) -> Any:
    """Raise prices and assign; returns how many riders are left over, who then wait."""
    price, rider = drivers
    level, assigned = riders
    n = len(level)
    for turn in range(_ROUNDS + 1):
        left, at, bids = 0, 0, 0
        while at < n:
            i = waiting[at]
            at += 1
            best, second, first, other = _two_best(graph, price, i, out)
            level[i] = best
            if first < 0:
                continue  # at home for good: prices only rise
            if rider[first] >= 0 and second == best and other >= 0:
                first = other
            loser = rider[first]
            if loser >= 0 and turn == _ROUNDS:
                waiting[left] = i
                left += 1
                continue
            assigned[i], rider[first] = first, i
            if loser < 0:
                continue
            price[first] += second - best
            level[i] = second
            assigned[loser] = _NONE
            bids += 1
            if second > best and bids < 4 * n:
                at -= 1
                waiting[at] = loser
            else:
                waiting[left] = loser
                left += 1
        n = left
    return n


@_inner
def _two_best(graph: _Arrays, price: np.ndarray, i: Any, out: Any) -> Any:
    """The least and the second least offer to rider i, and whose they are; -1 is home."""
    start, driver, cost = graph
    best, second, first, other = out, out, np.int32(_NONE), np.int32(_NONE)
    for edge in range(start[i], start[i + 1]):
        offer = cost[edge] + price[driver[edge]]
        if offer < best:
            second, other = best, first
            best, first = offer, driver[edge]
        elif offer < second:
            second, other = offer, driver[edge]
    return best, second, first, other


@_inner
def _grow(graphs: _Arrays, state: _Arrays, waiting: np.ndarray, left: Any, out: Any) -> None:
    """Grow trees from all riders who wait until each has a driver, or somebody stays at home.

    base[i] is when rider i joined a tree, less its level then: at time t its level is t - base[i].
    root and following say which tree, and who else is in it. near[j] is the least base + cost of
    the offers to driver j, by[j] and fare[j] whose it is: plus his price it is when he is due.
    """
    (_, rider), _, (base, root, _), (near, by, fare), (due, heap, _) = state
    size, leave = np.int64(0), np.int64(0)
    for k in range(left):
        size = _join(graphs[0], state, waiting[k], waiting[k], np.int64(0), size)
    while left > 0:
        if size == 0 or due[heap[0]] >> 1 > leave:
            i = _first_to_leave(base)
            leave = base[i] + out
            if size == 0 or due[heap[0]] >> 1 > leave:
                size = _change(graphs[1], state, np.int64(_NONE), i, leave, size)
                left -= 1
            continue
        j = np.int64(heap[0])
        now, i, joins = due[j] >> 1, np.int64(by[j]), np.int64(rider[j])
        size = _pop(state[4], size)
        if base[i] + fare[j] != near[j]:  # it has left its tree
            size = _ask(graphs[1], state, j, size)
        elif joins < 0:
            size = _change(graphs[1], state, j, i, now, size)
            left -= 1
        else:
            size = _join(graphs[0], state, joins, np.int64(root[i]), now, size)
            leave = min(leave, base[joins] + out)


@_inner
def _first_to_leave(base: np.ndarray) -> Any:
    first = 0
    for i in range(1, len(base)):
        if base[i] < base[first]:
            first = i
    return first


@_inner
def _join(graph: _Arrays, state: _Arrays, i: Any, top: Any, now: Any, size: Any) -> Any:
    """Put rider i in the tree of rider `top`, and make its offers."""
    drivers, riders, trees, offers, queue = state
    start, driver, cost = graph
    near, by, fare = offers
    base, root, following = trees
    root[i] = top
    following[i] = _NONE if i == top else following[top]
    if i != top:
        following[top] = i
    base[i] = now - riders[0][i]
    for edge in range(start[i], start[i + 1]):
        j = np.int64(driver[edge])
        if base[i] + cost[edge] < near[j]:
            near[j], by[j], fare[j] = base[i] + cost[edge], i, cost[edge]
            size = _put(queue, j, 2 * (near[j] + drivers[0][j]) + (drivers[1][j] >= 0), size)
    return size


@_inner
def _ask(back: _Arrays, state: _Arrays, j: Any, size: Any) -> Any:
    """Find the best offer to a driver anew, who is not in the heap."""
    drivers, _, trees, offers, queue = state
    begin, rider, cost = back
    near, by, fare = offers
    base = trees[0]
    best = np.int64(_NEVER)
    for edge in range(begin[j], begin[j + 1]):
        if base[rider[edge]] + cost[edge] < best:
            best = base[rider[edge]] + cost[edge]
            by[j], fare[j] = rider[edge], cost[edge]
    near[j] = best
    if best < _NEVER:
        size = _put(queue, j, 2 * (best + drivers[0][j]) + (drivers[1][j] >= 0), size)
    return size


@_inner
def _change(back: _Arrays, state: _Arrays, end: Any, last: Any, now: Any, size: Any) -> Any:
    """Give driver `end` to rider `last`, or send him home, and change up to the root.

    The tree is dissolved; drivers who were in it are open to the offers of other trees.
    """
    (price, rider), (level, assigned), (base, root, following), offers, queue = state
    top = np.int64(root[last])
    i = top
    while i >= 0:
        level[i] = now - base[i]
        base[i] = _NEVER
        if assigned[i] >= 0:
            price[assigned[i]] += now - (queue[0][assigned[i]] >> 1)
        i = np.int64(following[i])
    if end < 0:
        end = np.int64(assigned[last])
        assigned[last] = _NONE
    while end >= 0:
        i = np.int64(offers[1][end])
        had = np.int64(assigned[i])
        assigned[i], rider[end] = end, i
        end = had
    i = top
    while i >= 0:
        if assigned[i] >= 0:
            size = _ask(back, state, np.int64(assigned[i]), size)
        i = np.int64(following[i])
    return size


@_inner
def _put(queue: _Arrays, j: Any, due_at: Any, size: Any) -> Any:
    """Set when a driver is due, in the heap or not yet; earlier than before if he is in it."""
    due, heap, place = queue
    due[j] = due_at
    at = place[j]
    if at < 0:
        at = size
        size += 1
    while at > 0 and due[heap[(at - 1) >> 1]] > due_at:
        heap[at] = heap[(at - 1) >> 1]
        place[heap[at]] = at
        at = (at - 1) >> 1
    heap[at] = j
    place[j] = at
    return size


@_inner
def _pop(queue: _Arrays, size: Any) -> Any:
    """Take the first one out of the heap."""
    due, heap, place = queue
    place[heap[0]] = _NONE
    size -= 1
    last = heap[size]
    at, child = 0, 1
    while child < size:
        if child + 1 < size and due[heap[child + 1]] < due[heap[child]]:
            child += 1
        if due[heap[child]] >= due[last]:
            break
        heap[at] = heap[child]
        place[heap[at]] = at
        at, child = child, 2 * child + 1
    if size > 0:
        heap[at] = last
        place[last] = at
    return size


_STALE_MS = 15_000
_LONG_AGO = -(1 << 62)
_CELL_MM = 500_000.0
"""More than the way across any cell of resolution 9."""


class Dispatcher:
    """Drivers as lines of one table; what is available is sorted into boxes at every tick.

    A line holds latitude and longitude, cell, time of the last report, and when the ride ends.
    """

    def __init__(self, n_drivers: int, radius_mm: int, ride_ms: int) -> None:
        self._radius_mm, self._ride_ms = float(radius_mm), ride_ms
        self._table = np.zeros((n_drivers, 5), np.int64)
        self._table[:, 3:] = _LONG_AGO

    def apply(
        self, moves: Any, riders: Any, tick_ms: int, driver: np.ndarray, hot: np.ndarray
    ) -> None:
        """Take in the moves, count the hottest cell, then serve the riders in their order."""
        number, lat, lng, cell, t_ms = moves
        _take_in(number, lat, lng, cell, t_ms, self._table)
        n_riders = len(riders.pickup_cell)
        if n_riders == 0:
            return
        group = np.empty(n_riders, np.int32)
        n_groups = _group_by_cell(riders.pickup_cell, group, hot)
        available = np.empty((4, len(self._table)), np.int64)
        count = _available(self._table, tick_ms, hot, available)
        if count == 0:
            return
        who, there_lat, there_lng, cells = available[:, :count]
        keys, region = _regions(cells)
        boxes = _boxes(there_lat, there_lng, region, len(keys))
        asked, rider_region = _regions(riders.pickup_cell)
        places = riders.pickup_lat_e6, riders.pickup_lng_e6, rider_region
        until_ms = tick_ms + self._ride_ms
        crowd = group, np.zeros((n_groups, 3)), until_ms
        touching = _touching(asked, keys)
        _serve(boxes, places, touching, self._radius_mm, crowd, who, self._table, driver)


@njit(cache=True)
def _take_in(
    number: np.ndarray,
    lat: np.ndarray,
    lng: np.ndarray,
    cell: np.ndarray,
    t_ms: np.ndarray,
    table: np.ndarray,
) -> None:
    """Reports in the order of their rows; those older than the last one say nothing."""
    for i in range(len(number)):
        d = number[i] - 1
        if t_ms[i] >= table[d, 3]:
            table[d, 0], table[d, 1], table[d, 2], table[d, 3] = lat[i], lng[i], cell[i], t_ms[i]


@njit(cache=True)
def _group_by_cell(cell: np.ndarray, group: np.ndarray, hot: np.ndarray) -> int:
    """Number the cells of riders as they come; the fullest (of equals the smallest) to `hot`."""
    slots = 16
    while slots < 2 * len(cell):
        slots *= 2
    table = np.full(slots, -1, np.int32)
    first, count = np.empty(len(cell), np.int64), np.zeros(len(cell), np.int64)
    n = 0
    for i in range(len(cell)):
        key = cell[i] >> 18  # below resolution 9 there are ones
        slot = (key ^ (key >> 13) ^ (key >> 27)) & (slots - 1)
        while table[slot] >= 0 and first[table[slot]] != cell[i]:
            slot = (slot + 1) & (slots - 1)
        if table[slot] < 0:
            table[slot], first[n] = n, cell[i]
            n += 1
        group[i] = table[slot]
        count[table[slot]] += 1
    for k in range(n):
        if count[k] > hot[1] or (count[k] == hot[1] and first[k] < hot[0]):
            hot[0], hot[1] = first[k], count[k]
    return n


@njit(cache=True)
def _available(table: np.ndarray, tick_ms: int, hot: np.ndarray, available: np.ndarray) -> int:
    """The fresh and free drivers: row, latitude, longitude, cell; and those in the hot cell."""
    n = 0
    for d in range(len(table)):
        if tick_ms - table[d, 3] <= _STALE_MS and table[d, 4] <= tick_ms:
            available[0, n], available[1, n] = d, table[d, 0]
            available[2, n], available[3, n] = table[d, 1], table[d, 2]
            n += 1
            hot[2] += table[d, 2] == hot[0]
    return n


@njit(cache=True)
def _serve(
    boxes: Any,
    places: Any,
    touching: Any,
    radius_mm: float,
    crowd: Any,
    who: np.ndarray,
    table: np.ndarray,
    driver: np.ndarray,
) -> None:
    """Each rider takes his nearest; what a cell has learnt spares its next rider the search.

    Drivers only vanish during a tick. So if the nearest of one rider of a cell was `clear` away,
    nobody is nearer to the next rider than that less the way between the two.
    """
    _, _, start, spot = boxes
    lat, lng, region = places
    touch, near = touching
    group, learnt, until_ms = crowd
    live = start[1:].copy()
    for rider in range(len(driver)):
        north = lat[rider] * _TO_RAD
        there = np.float64(lat[rider]), np.float64(lng[rider]), math.sin(north), math.cos(north)
        known = learnt[group[rider]]
        clear = known[2] - _apart(there, known) if known[2] > 0.0 else 0.0
        if clear > radius_mm:
            continue
        limit = radius_mm if known[2] == 0.0 else radius_mm + _CELL_MM
        best, place, box = (2 * math.sin(limit / _EARTH_MM / 2)) ** 2, -1, -1
        for t in range(touch[region[rider]], touch[region[rider] + 1]):
            best, place, box = _nearest_left(boxes, live, near[t], there, clear, best, place, box)
        mm = 2 * _EARTH_MM * math.asin(math.sqrt(best) / 2)
        known[0], known[1], known[2] = there[0], there[1], mm - 1.0
        if place < 0 or mm > radius_mm + 0.4:
            continue
        d = who[spot[place, 2] - 1]
        driver[rider] = d + 1
        table[d, 4] = until_ms
        live[box] -= 1
        for part in range(3):
            spot[place, part] = spot[live[box], part]


@_inner
def _apart(there: Any, known: np.ndarray) -> float:
    """A little more than the way between a rider and where something was learnt, in mm.

    At a pole, where the grid of degrees is round, no more than the way along its lines.
    """
    up = there[0] - known[0]
    east = _turned(there[1] - known[1]) * there[3]
    if abs(there[0]) > _POLAR_E6:
        return float((abs(up) + abs(east)) * (_EARTH_MM * _TO_RAD) + 1000.0)
    return float(math.sqrt(up * up + east * east) * (_EARTH_MM * _TO_RAD) * 1.01 + 1000.0)


@_inner
def _nearest_left(
    boxes: Any, live: np.ndarray, r: Any, rider: Any, clear: float, best: float, at: Any, box: Any
) -> Any:
    """The nearest of a region's drivers who are left, if he beats `best`: square, place and box.

    Looks at nobody in the square that lies within the circle of radius `clear`.
    """
    frame, shape, start, spot = boxes
    polar = frame[r, 5] > 0.0
    lat, lng, _, cosine = rider
    east = np.float64(_turned(lng - frame[r, 0]))
    side = 1e12 if polar else _EARTH_MM * _TO_RAD / frame[r, 3]
    columns = shape[r, 1]
    seen_top, seen_end, seen_left, seen_right = 0, 0, 0, 0
    if not polar and clear > 2.0 * side:
        half = 0.7 * clear / (_EARTH_MM * _TO_RAD)
        y, x = (lat - frame[r, 1]) * frame[r, 3], (east - frame[r, 2]) * frame[r, 4]
        up, aside = half * frame[r, 3], half / cosine * 0.99 * frame[r, 4]
        seen_top, seen_end = _clipped(y - up + 1.0, shape[r, 0]), _clipped(y + up, shape[r, 0])
        seen_left, seen_right = _clipped(x - aside + 1.0, columns), _clipped(x + aside, columns)
        if seen_left >= seen_right:
            seen_end = seen_top
    held = 2 * _EARTH_MM * math.asin(math.sqrt(best) / 2)
    reach = min(held, max(0.1 * side, clear + 0.5 * side))
    while True:
        top, end, left, right = _rectangle(boxes, r, rider, reach)
        for row in range(top, end):
            line = shape[r, 2] + row * columns
            b = line + left
            while b < line + right:
                if b == line + seen_left and seen_top <= row < seen_end:
                    b = line + seen_right
                    continue
                for place in range(start[b], live[b]):
                    square = _chord(spot, place, rider, east, polar)
                    if square < best or (
                        square == best and (at < 0 or spot[place, 2] < spot[at, 2])
                    ):
                        best, at, box = square, place, b
                b += 1
        if left < right and top < end:
            seen_top, seen_end, seen_left, seen_right = top, end, left, right
        held = 2 * _EARTH_MM * math.asin(math.sqrt(best) / 2) + 0.5
        if reach >= held or polar:
            return best, at, box
        reach = held if at >= 0 else min(held, max(2.0 * reach, side))


_BLOCK = 256
_KINDS = 26  # places of a base cell on a face: -2..2 along both axes, and one for all else
_PENTAGON = 1 << 12
_EPSILON = 2e-13
_PART = (1 << 40) // 49 + 1  # x * _PART >> 40 is x // 49 for 0 <= x < 2**24
# Taylor coefficients, enough for 2e-17 up to 45 degrees
# fmt: off
_S1, _S2, _S3, _S4, _S5, _S6, _S7 = (
    -1 / 6, 1 / 120, -1 / 5040, 1 / 362880, -1 / 39916800, 1 / 6227020800, -1 / 1307674368000
)
_C1, _C2, _C3, _C4, _C5, _C6, _C7, _C8 = (
    -1 / 2, 1 / 24, -1 / 720, 1 / 40320, -1 / 3628800, 1 / 479001600, -1 / 87178291200,
    1 / 20922789888000,
)
# fmt: on


def cells(places: Any, resolution: int, cell: np.ndarray) -> None:
    """Fill cell[i] with h3.latlng_to_cell of each place; cells the kernel leaves at 0 are h3's.

    ValueError where the resolution is not from 0 to 15.
    """
    if not 0 <= resolution <= 15:
        raise ValueError(f"H3 has the resolutions 0 to 15, not {resolution}")
    lat_e6, lng_e6 = places
    unsure = _cells(lat_e6, lng_e6, cell, *_grid(resolution))
    if unsure > 0:
        for i in np.flatnonzero(cell == 0).tolist():
            cell[i] = h3.latlng_to_cell(int(lat_e6[i]) / 1e6, int(lng_e6[i]) / 1e6, resolution)


@lru_cache
def _corners() -> np.ndarray:
    """The corners i, j, k of the 20 faces, counter-clockwise; face f + 10 is opposite to f."""
    lat, lng = np.radians([h3.cell_to_latlng(cell) for cell in h3.get_pentagons(0)]).T
    corner = np.stack([np.cos(lat) * np.cos(lng), np.cos(lat) * np.sin(lng), np.sin(lat)], axis=1)
    faces = [corner[list(three)] for three in combinations(range(12), 3)]
    faces = [face for face in faces if (face @ face.T).min() > 0.4]  # all three neighbours
    faces = [face if np.linalg.det(face) > 0 else face[::-1] for face in faces]
    half = [face for face in faces if face.sum(axis=0)[2] > 0]
    return np.array(half + [-face[::-1] for face in half])


def _up(a: Any, b: Any, level: int) -> tuple[Any, Any, Any]:
    """The parent of grid point (a, b) = (i - k, j - k) of a resolution, and its digit."""
    if level % 2:
        x, y = (6 * a - 2 * b + 7) // 14, (2 * a + 4 * b + 7) // 14
        return x, y, (4 * (a - 2 * x - y) + 2 * (b + x - 3 * y)) % 7
    x, y = (4 * a + 2 * b + 7) // 14, (6 * b - 2 * a + 7) // 14
    return x, y, (4 * (a - 3 * x + y) + 2 * (b - x - 2 * y)) % 7


def _ancestor(a: Any, b: Any, level: int, steps: int) -> tuple[Any, Any, Any]:
    """`steps` resolutions up; the digits are in one word, the last one lowest."""
    digits = 0 * a
    for step in range(steps):
        a, b, digit = _up(a, b, level - step)
        digits = digits | digit << 3 * step
    return a, b, digits


@lru_cache
def _grid(resolution: int) -> tuple[Any, ...]:
    """What the kernel takes for a resolution: centres and axes of the faces, and the tables."""
    corners = _corners()
    centre = corners[:10].sum(axis=1)
    centre /= np.linalg.norm(centre, axis=1)[:, None]
    weights = np.linalg.inv(corners.transpose(0, 2, 1))
    scale = 2.0 * 7.0 ** (resolution // 2)
    a, b = scale * (weights[:, 0] - weights[:, 2]), scale * (weights[:, 1] - weights[:, 2])
    if resolution % 2:
        a, b = 2 * a + b, 3 * b - a
    axes = np.concatenate([weights.sum(axis=1), a, b], axis=1)
    axes = np.concatenate([axes, np.full((1, 9), np.nan)])  # near two faces nothing is sure
    unsure = (_EPSILON * 7.0**resolution * 7) ** 2
    rest = resolution % 4
    half = (4, 8, 24, 64)[rest]
    side = np.arange(49)
    x, y, digits = _ancestor(*np.meshgrid(side, side, indexing="ij"), resolution, 4)
    four = (digits | (x + 8) << 12 | (y + 8) << 16).astype(np.int32).ravel()
    side = np.arange(-half, half)
    x, y, digits = _ancestor(*np.meshgrid(side, side, indexing="ij"), rest, rest)
    kind = np.where(np.maximum(abs(x), abs(y)) <= 2, 5 * x + y + 12, _KINDS - 1)
    last = (digits | kind << 12).astype(np.int32).ravel()
    finer = (1 << 3 * (15 - resolution)) - 1
    header = 1 << 59 | resolution << 52 | finer
    faces, tables = (centre.ravel(), axes.ravel()), (four, last, _turns())
    return faces, tables, (resolution, half, header), unsure


@lru_cache
def _turns() -> np.ndarray:
    """Base cell and turns of each kind of place, as h3 has them.

    At ((face * _KINDS) + kind) * 8 + leading digit is 8 * base cell + turns, -1 if unknown. The
    turns of a hexagon are those at leading digit 0; a pentagon is marked there.
    """
    resolution, scale = 3, 14.0
    places = np.arange(-43, 44)
    a, b = (x.ravel() for x in np.meshgrid(places, places, indexing="ij"))
    i_k, j_k = (3 * a - b) / 7 / scale, (a + 2 * b) / 7 / scale
    w = (1 - i_k - j_k) / 3
    weights = np.stack([i_k + w, j_k + w, w], axis=1)
    inside = weights.min(axis=1) > -0.45 / 55.6  # centres of cells that reach into the face,
    over = np.minimum(weights - 1e-5, 0)  # and the nearest point that lies in it
    weights += 0.5 * over.sum(axis=1)[:, None] - 1.5 * over
    x, y, digits = _ancestor(a[inside], b[inside], resolution, resolution)
    lead = _leading_digit(digits, resolution)
    kinds, one = np.unique((5 * x + y + 12) * 8 + lead, return_index=True)
    pentagons = [h3.get_base_cell_number(cell) for cell in h3.get_pentagons(0)]
    turns = np.full((20, _KINDS, 8), -1, np.int16)
    for face, corners in enumerate(_corners()):
        x, y, z = (weights[inside][one] @ corners).T
        lat, lng = np.degrees(np.arctan2(z, np.hypot(x, y))), np.degrees(np.arctan2(y, x))
        for kind, *point in zip(kinds.tolist(), lat.tolist(), lng.tolist(), strict=True):
            cell = h3.latlng_to_cell(*point, resolution)
            base = h3.get_base_cell_number(cell)
            here, there = kind % 8, _leading_digit(cell >> 36, resolution)
            turn = [here * 5**n % 7 for n in range(6)].index(there) if here else 0
            turns[face, kind // 8, here] = base * 8 + turn
            if base in pentagons:
                turns[face, kind // 8, 0] = _PENTAGON + base * 8
            elif here:
                turns[face, kind // 8, 0] = base * 8 + turn
    return turns.ravel()


def _leading_digit(digits: Any, resolution: int) -> Any:
    """The first digit that is not 0, or 0."""
    lead = 0 * digits
    for step in range(resolution):
        digit = digits >> 3 * step & 7
        lead = lead * (digit == 0) + digit
    return lead


_leading = _lanes(_leading_digit)


@njit(cache=True)
def _cells(
    lat_e6: np.ndarray,
    lng_e6: np.ndarray,
    cell: np.ndarray,
    faces: tuple[np.ndarray, np.ndarray],
    tables: tuple[np.ndarray, np.ndarray, np.ndarray],
    shape: tuple[int, int, int],
    unsure: float,
) -> int:
    """Fill the cells, 0 where h3 is to be asked; returns how many these are."""
    place = np.empty(8 * _BLOCK)
    point = np.zeros(2 * _BLOCK, np.int32)
    grid = np.empty(3 * _BLOCK, np.int32)
    asked = 0
    for first in range(0, len(cell), _BLOCK):
        n = min(_BLOCK, len(cell) - first)
        for i in range(n):
            point[i] = lat_e6[first + i]
            point[_BLOCK + i] = lng_e6[first + i]
        _to_faces(point, faces, place)
        _to_grid(place, unsure, grid)
        asked += _to_address(grid, place, tables, shape, cell[first : first + n])
    return asked


@_lanes
def _to_faces(point: np.ndarray, faces: tuple[np.ndarray, np.ndarray], place: np.ndarray) -> None:
    """Face, and there the divisor and two numerators of the coordinates; face 20 near two."""
    centre, axes = faces
    for i in range(_BLOCK):
        x = point[i] * (np.pi / 360e6)
        s, c = _sine(x), _cosine(x)
        z, r = 2 * s * c, 1 - 2 * s * s
        x = point[_BLOCK + i] * (np.pi / 720e6)
        s, c = _sine(x), _cosine(x)
        s, c = 2 * s * c, 1 - 2 * s * s
        place[i] = r * (1 - 2 * s * s)
        place[_BLOCK + i] = r * (2 * s * c)
        place[2 * _BLOCK + i] = z
    for i in range(_BLOCK):
        x, y, z = place[i], place[_BLOCK + i], place[2 * _BLOCK + i]
        best, second, face = 0.0, 0.0, 0.0
        for f in range(10):
            dot = x * centre[3 * f] + y * centre[3 * f + 1] + z * centre[3 * f + 2]
            size = abs(dot)
            here = f + 10.0 if dot < 0 else f + 0.0
            low = size if size < best else best
            second = low if low > second else second
            face = here if size > best else face
            best = size if size > best else best
        place[3 * _BLOCK + i] = face if best - second > _EPSILON else 20.0
    for i in range(_BLOCK):
        x, y, z = place[i], place[_BLOCK + i], place[2 * _BLOCK + i]
        at = 9 * int(place[3 * _BLOCK + i])
        place[i] = x * axes[at] + y * axes[at + 1] + z * axes[at + 2]
        place[_BLOCK + i] = x * axes[at + 3] + y * axes[at + 4] + z * axes[at + 5]
        place[2 * _BLOCK + i] = x * axes[at + 6] + y * axes[at + 7] + z * axes[at + 8]


@_lanes
def _to_grid(place: np.ndarray, unsure: float, grid: np.ndarray) -> None:
    """The nearest grid point, in whole numbers, and if it certainly is."""
    for i in range(_BLOCK):
        part = 1 / place[i]
        a, b = place[_BLOCK + i] * part, place[2 * _BLOCK + i] * part
        e, f, g = np.floor(2 * a - b), np.floor(2 * b - a), np.floor(a + b)
        near_a, near_b = np.floor((e + g + 2.5) * (1 / 3)), np.floor((f + g + 2.5) * (1 / 3))
        grid[i] = np.int32(near_a)
        grid[_BLOCK + i] = np.int32(near_b)
        r = a * a - a * b + b * b
        a, b = a - near_a, b - near_b
        e, f, g = abs(2 * a - b), abs(2 * b - a), abs(a + b)
        e = e if e > f else f
        e = 1 - (e if e > g else g)
        sure = e > 0 and e * e * r > unsure
        grid[2 * _BLOCK + i] = 1 if sure else 0


@_lanes
def _to_address(
    grid: np.ndarray,
    place: np.ndarray,
    tables: tuple[np.ndarray, np.ndarray, np.ndarray],
    shape: tuple[int, int, int],
    cell: np.ndarray,
) -> int:
    """Digits from the finest up, base cell, and the turn of all digits at once."""
    four, last, turns = tables
    resolution, half, header = shape
    fours = resolution // 4
    offset = half * 49**fours
    shift = 3 * (15 - resolution)
    ones = 0o111111111111111 & (1 << 3 * resolution) - 1
    asked = 0
    for i in range(len(cell)):
        kind = np.int64(-1)
        if grid[2 * _BLOCK + i]:
            a, b = np.int64(grid[i]) + offset, np.int64(grid[_BLOCK + i]) + offset
            digits = np.int64(0)
            for n in range(fours):
                up_a, up_b = a * _PART >> 40, b * _PART >> 40
                found = np.int64(four[49 * (a - 49 * up_a) + (b - 49 * up_b)])
                digits |= (found & 4095) << 12 * n
                a, b = up_a + (found >> 12 & 15) - 8, up_b + (found >> 16) - 8
            found = np.int64(last[2 * half * a + b])
            digits |= (found & 4095) << 12 * fours
            at = 8 * (_KINDS * np.int64(place[3 * _BLOCK + i]) + (found >> 12))
            kind = np.int64(turns[at])
            if kind >= _PENTAGON:
                kind = np.int64(turns[at + _leading(digits, resolution)])
                kind = kind - _PENTAGON if kind >= _PENTAGON else kind
        if kind < 0:
            asked += 1
            cell[i] = 0
            continue
        turn = kind & 7
        left = turn % 3
        low = ones * (7 >> left)
        digits = (digits & low) << left | (digits & ~low) >> 3 - left
        some = (digits | digits >> 1 | digits >> 2) & ones
        digits ^= -(turn & 1) & some * 7
        cell[i] = header | kind >> 3 << 45 | digits << shift
    return asked


@_lanes
def _sine(x: float) -> float:
    y = x * x
    return x + x * y * (_S1 + y * (_S2 + y * (_S3 + y * (_S4 + y * (_S5 + y * (_S6 + y * _S7))))))


@_lanes
def _cosine(x: float) -> float:
    y = x * x
    return 1 + y * (
        _C1 + y * (_C2 + y * (_C3 + y * (_C4 + y * (_C5 + y * (_C6 + y * (_C7 + y * _C8))))))
    )
