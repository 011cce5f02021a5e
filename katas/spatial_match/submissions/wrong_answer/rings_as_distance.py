"""Takes the driver with fewest cells between, as if steps were metres.

fails: nearest_of_all at nearest_example
"""

import numpy as np
from h3.api import basic_int as h3


def way(lat, lng, drivers):
    a, b = np.radians(lat / 1e6), np.radians(drivers.lat_e6 / 1e6)
    turn = np.radians(drivers.lng_e6 / 1e6) - np.radians(lng / 1e6)
    h = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(turn / 2) ** 2
    return np.rint(2 * 6_371_007_180.918475 * np.arcsin(np.sqrt(h))).astype(np.int64)


def rings(one, other):
    try:
        return h3.grid_distance(int(one), int(other))
    except Exception:
        return 2**20


def nearest(drivers, riders, radius_mm, driver):
    if radius_mm < 0:
        raise ValueError("negative radius")
    for i in range(len(driver) if len(drivers.cell) else 0):
        mm = way(riders.pickup_lat_e6[i], riders.pickup_lng_e6[i], drivers)
        steps = [rings(riders.pickup_cell[i], cell) for cell in drivers.cell]
        d = int(np.argmin(np.where(mm <= radius_mm, steps, 2**30)))
        if mm[d] <= radius_mm:
            driver[i] = d + 1
