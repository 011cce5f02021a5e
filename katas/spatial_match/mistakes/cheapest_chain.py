"""One more rider at a time, by the cheapest chain of changes (the Hungarian method). A ride counts
more than all ways together, so that nobody stays behind to save millimetres.
"""

import numpy as np


def way(lat, lng, drivers):
    a, b = np.radians(lat / 1e6), np.radians(drivers.lat_e6 / 1e6)
    turn = np.radians(drivers.lng_e6 / 1e6) - np.radians(lng / 1e6)
    h = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(turn / 2) ** 2
    return np.rint(2 * 6_371_007_180.918475 * np.arcsin(np.sqrt(h))).astype(np.int64)


def match(drivers, riders, radius_mm, driver):
    n_riders, n_drivers = len(driver), len(drivers.cell)
    cost = np.full((n_riders, n_drivers), np.inf)
    for i in range(n_riders if n_drivers else 0):
        mm = way(riders.pickup_lat_e6[i], riders.pickup_lng_e6[i], drivers).astype(float)
        ride = 2.0 * (radius_mm + 1) * (n_riders + 1)
        cost[i] = np.where(mm <= radius_mm, mm - ride, np.inf)
    owner, price = np.full(n_drivers, -1), np.zeros(n_drivers)
    for first in range(n_riders if n_drivers else 0):
        serve(first, cost, owner, price)
    driver[owner[owner >= 0]] = np.flatnonzero(owner >= 0) + 1


def serve(first, cost, owner, price):
    """The Hungarian method, one more rider: the cheapest chain of changes, or none."""
    n = len(price)
    length, came, open_ = np.full(n, np.inf), np.full(n, -1), np.ones(n, bool)
    at, so_far, last, out, out_last, end, done = first, 0.0, -1, 0.0, -1, -1, []
    while True:
        new = so_far + cost[at] - price
        better = (new < length) & open_
        length[better], came[better] = new[better], last
        nearest = int(np.where(open_, length, np.inf).argmin())
        if not open_[nearest] or length[nearest] >= out:
            break
        if owner[nearest] < 0:
            end = nearest
            break
        open_[nearest] = False
        done.append(nearest)
        last, at = nearest, owner[nearest]
        so_far = length[nearest] - (cost[at, nearest] - price[nearest])
        if so_far < out:
            out, out_last = so_far, nearest
    level = out if end < 0 else min(out, length[end])
    price[done] += np.minimum(length[done] - level, 0.0)
    d = out_last if end < 0 else end
    while d >= 0:
        owner[d] = first if came[d] < 0 else owner[came[d]]
        d = came[d]
