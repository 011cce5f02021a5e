"""The shortest way of all is fixed, then the next one.

fails: most_matched at match_example
"""

import numpy as np


def way(lat, lng, drivers):
    a, b = np.radians(lat / 1e6), np.radians(drivers.lat_e6 / 1e6)
    turn = np.radians(drivers.lng_e6 / 1e6) - np.radians(lng / 1e6)
    h = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(turn / 2) ** 2
    return np.rint(2 * 6_371_007_180.918475 * np.arcsin(np.sqrt(h))).astype(np.int64)


def match(drivers, riders, radius_mm, driver):
    pairs = []
    for i in range(len(driver)):
        mm = way(riders.pickup_lat_e6[i], riders.pickup_lng_e6[i], drivers)
        pairs += [(int(mm[d]), i, d) for d in np.flatnonzero(mm <= radius_mm)]
    taken = set()
    for _, i, d in sorted(pairs):
        if not driver[i] and d not in taken:
            driver[i] = d + 1
            taken.add(d)
