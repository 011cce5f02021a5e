"""All drivers sorted by their distance from a rider, and the first k within the radius.

fails: time_limit at world
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
        order = np.argsort(mm, kind="stable")
        order = order[mm[order] <= radius_mm][: drivers_k.shape[1]]
        drivers_k[i, : len(order)] = order + 1
