"""Cells around the rider, ring by ring, as long as the next one may hold somebody nearer than the
best so far: k rings cover 196 k - 66 m for certain.
"""

from math import asin, cos, radians, sin, sqrt

from h3.api import basic_int as h3


def way(lat_a, lng_a, lat_b, lng_b):
    a, b = radians(lat_a / 1e6), radians(lat_b / 1e6)
    turn = radians(lng_b / 1e6) - radians(lng_a / 1e6)
    h = sin((b - a) / 2) ** 2 + cos(a) * cos(b) * sin(turn / 2) ** 2
    return round(2 * 6_371_007_180.918475 * asin(sqrt(h)))


def nearest(drivers, riders, radius_mm, driver):
    if radius_mm < 0:
        raise ValueError("negative radius")
    in_cell = {}
    for number, (*place, cell) in enumerate(zip(*(c.tolist() for c in drivers), strict=True), 1):
        in_cell.setdefault(cell, []).append((number, *place))
    for i, (lat, lng, cell) in enumerate(zip(*(c.tolist() for c in riders), strict=True)):
        mm, k = radius_mm + 1, 0
        while 196_000 * (k - 1) - 66_000 < mm:
            near = [each for ring in h3.grid_ring(cell, k) for each in in_cell.get(ring, ())]
            for number, *place in near:
                found = way(lat, lng, *place)
                if (found, number) < (mm, driver[i]):
                    mm, driver[i] = found, number
            k += 1
