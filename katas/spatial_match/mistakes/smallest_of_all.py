"""A rider's distance to every driver at once, and the smallest of them.

fails: time_limit at city
"""

import numpy as np


def way(lat, lng, drivers):
    a, b = np.radians(lat / 1e6), np.radians(drivers.lat_e6 / 1e6)
    turn = np.radians(drivers.lng_e6 / 1e6) - np.radians(lng / 1e6)
    h = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(turn / 2) ** 2
    return np.rint(2 * 6_371_007_180.918475 * np.arcsin(np.sqrt(h))).astype(np.int64)


def nearest(drivers, riders, radius_mm, driver):
    if radius_mm < 0:
        raise ValueError("negative radius")
    for i in range(len(driver) if len(drivers.cell) else 0):
        mm = way(riders.pickup_lat_e6[i], riders.pickup_lng_e6[i], drivers)
        d = int(mm.argmin())
        if mm[d] <= radius_mm:
            driver[i] = d + 1
