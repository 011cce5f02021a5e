"""Bellman and Ford, all pairs again and again, one more rider at a time.

fails: time_limit at evening
"""

import numpy as np


def way(lat, lng, drivers):
    a, b = np.radians(lat / 1e6), np.radians(drivers.lat_e6 / 1e6)
    turn = np.radians(drivers.lng_e6 / 1e6) - np.radians(lng / 1e6)
    h = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(turn / 2) ** 2
    return np.rint(2 * 6_371_007_180.918475 * np.arcsin(np.sqrt(h))).astype(np.int64)


def match(drivers, riders, radius_mm, driver):
    ways = [way(*ask, drivers).tolist() for ask in zip(*riders[:2], strict=True)]
    pairs = [(i, d, mm) for i, row in enumerate(ways) for d, mm in enumerate(row)]
    pairs = [pair for pair in pairs if pair[2] <= radius_mm]
    owner = {}
    while one_more(pairs, ways, owner, len(driver)):
        pass
    for d, i in owner.items():
        driver[i] = d + 1


def one_more(pairs, ways, owner, n_riders):
    has = {i: d for d, i in owner.items()}
    cost = {i: 0 for i in range(n_riders) if i not in has}
    length, came = {}, {}
    changed = True
    while changed:
        changed = False
        for i, d, mm in pairs:
            if i in cost and has.get(i) != d and cost[i] + mm < length.get(d, 2**62):
                length[d], came[d], changed = cost[i] + mm, i, True
                if d in owner:
                    cost[owner[d]] = length[d] - ways[owner[d]][d]
    ends = [(mm, d) for d, mm in length.items() if d not in owner]
    if not ends:
        return False
    d = min(ends)[1]
    while d is not None:
        i = came[d]
        before = has.get(i)
        owner[d] = i
        owner.pop(before, None)
        d = before
    return True
