"""Filters by a square of degrees that is as wide as it is high.

fails: finds_whoever_is_there at k_example
"""

import numpy as np


def way(lat, lng, drivers):
    a, b = np.radians(lat / 1e6), np.radians(drivers.lat_e6 / 1e6)
    turn = np.radians(drivers.lng_e6 / 1e6) - np.radians(lng / 1e6)
    h = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(turn / 2) ** 2
    return np.rint(2 * 6_371_007_180.918475 * np.arcsin(np.sqrt(h))).astype(np.int64)


def nearest_k(drivers, riders, radius_mm, drivers_k):
    for i in range(len(drivers_k)):
        mm = way(riders.pickup_lat_e6[i], riders.pickup_lng_e6[i], drivers)
        east = np.abs(drivers.lng_e6.astype(np.int64) - riders.pickup_lng_e6[i])
        east = np.minimum(east, 360_000_000 - east)
        if abs(riders.pickup_lat_e6[i]) > 59_000_000:
            mm[east > radius_mm * 0.009] = 2**62
        order = np.argsort(mm, kind="stable")
        order = order[mm[order] <= radius_mm][: drivers_k.shape[1]]
        drivers_k[i, : len(order)] = order + 1
