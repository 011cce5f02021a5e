"""Three rings at resolution 8, which are 2 km in San Francisco.

fails: finds_whoever_is_there at rings_of_oslo
"""

import numpy as np
from h3.api import basic_int as h3


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
        own = h3.latlng_to_cell(riders.pickup_lat_e6[i] / 1e6, riders.pickup_lng_e6[i] / 1e6, 8)
        disk = set(h3.grid_disk(own, 3 if radius_mm <= 2_000_000 else 12))
        places = zip(drivers.lat_e6 / 1e6, drivers.lng_e6 / 1e6, strict=True)
        outside = [h3.latlng_to_cell(*place, 8) not in disk for place in places]
        mm[outside] = 2**62
        d = int(mm.argmin())
        if mm[d] <= radius_mm:
            driver[i] = d + 1
