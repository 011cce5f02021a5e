"""Rows instead of numbers, and -1 for nobody.

fails: numbers_are_drivers at match_example
"""

import numpy as np


def way(lat, lng, drivers):
    a, b = np.radians(lat / 1e6), np.radians(drivers.lat_e6 / 1e6)
    turn = np.radians(drivers.lng_e6 / 1e6) - np.radians(lng / 1e6)
    h = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(turn / 2) ** 2
    return np.rint(2 * 6_371_007_180.918475 * np.arcsin(np.sqrt(h))).astype(np.int64)


def match(drivers, riders, radius_mm, driver):
    taken = set()
    for i in range(len(driver)):
        mm = way(riders.pickup_lat_e6[i], riders.pickup_lng_e6[i], drivers)
        driver[i] = -1
        for d in np.argsort(mm, kind="stable").tolist():
            if d not in taken and mm[d] <= radius_mm:
                driver[i] = d
                taken.add(d)
                break
