"""Most riders, and any match that serves them.

fails: least_total at one_driver_for_all
"""

import numpy as np


def way(lat, lng, drivers):
    a, b = np.radians(lat / 1e6), np.radians(drivers.lat_e6 / 1e6)
    turn = np.radians(drivers.lng_e6 / 1e6) - np.radians(lng / 1e6)
    h = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(turn / 2) ** 2
    return np.rint(2 * 6_371_007_180.918475 * np.arcsin(np.sqrt(h))).astype(np.int64)


def match(drivers, riders, radius_mm, driver):
    reach = []
    for i in range(len(driver)):
        mm = way(riders.pickup_lat_e6[i], riders.pickup_lng_e6[i], drivers)
        reach.append(np.flatnonzero(mm <= radius_mm).tolist())
    owner = {}
    for i in range(len(driver)):
        find(i, reach, owner, set())
    for d, i in owner.items():
        driver[i] = d + 1


def find(i, reach, owner, seen):
    """Kuhn's augmenting paths."""
    for d in reach[i]:
        if d not in seen:
            seen.add(d)
            if d not in owner or find(owner[d], reach, owner, seen):
                owner[d] = i
                return True
    return False
