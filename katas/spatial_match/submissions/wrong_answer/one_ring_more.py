"""Stops one ring after the first with a driver in it, and far out that is too early.

fails: nearest_of_all at rings_further_out
"""

import numpy as np
from h3.api import basic_int as h3


def way(lat, lng, drivers, some):
    a, b = np.radians(lat / 1e6), np.radians(drivers.lat_e6[some] / 1e6)
    turn = np.radians(drivers.lng_e6[some] / 1e6) - np.radians(lng / 1e6)
    h = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(turn / 2) ** 2
    return np.rint(2 * 6_371_007_180.918475 * np.arcsin(np.sqrt(h))).astype(np.int64)


def nearest(drivers, riders, radius_mm, driver):
    if radius_mm < 0:
        raise ValueError("negative radius")
    in_cell = {}
    for d, cell in enumerate(drivers.cell.tolist()):
        in_cell.setdefault(cell, []).append(d)
    rings = 3 + radius_mm // 200_000
    for i in range(len(driver)):
        best, last = (radius_mm + 1, 0), rings
        for k in range(rings + 1):
            if k > last:
                break
            ring = h3.grid_disk(int(riders.pickup_cell[i]), k)
            if k:
                ring = set(ring) - set(h3.grid_disk(int(riders.pickup_cell[i]), k - 1))
            some = sorted(d for cell in ring for d in in_cell.get(cell, ()))
            if some:
                mm = way(riders.pickup_lat_e6[i], riders.pickup_lng_e6[i], drivers, some)
                best = min(best, (int(mm.min()), some[int(mm.argmin())] + 1))
                if best[1] and last == rings:
                    last = k + 1
        driver[i] = best[1]
