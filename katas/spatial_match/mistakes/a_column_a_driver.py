"""Arrays with a column for each driver, who begins as never heard of; a rider looks at them all.

fails: time_limit at weekday
"""

import numpy as np


class Dispatcher:
    def __init__(self, n_drivers, radius_mm, ride_ms):
        self.radius_mm, self.ride_ms = radius_mm, ride_ms
        self.place = np.zeros((3, n_drivers), np.int64)
        self.seen_ms = np.full(n_drivers, -(2**62))
        self.free_ms = np.full(n_drivers, -(2**62))

    def apply(self, moves, riders, tick_ms, driver, hot):
        for number, *place, t_ms in zip(*(column.tolist() for column in moves), strict=True):
            d = number - 1
            if t_ms >= self.seen_ms[d]:
                self.place[:, d], self.seen_ms[d] = place, t_ms
        fresh = tick_ms - self.seen_ms <= 15_000
        free = fresh & (self.free_ms <= tick_ms)
        supplied = free.copy()
        for i, (lat, lng, _) in enumerate(zip(*(c.tolist() for c in riders), strict=True)):
            mm = np.where(free, self.way(lat, lng), 2**62)
            if len(mm) and mm.min() <= self.radius_mm:
                d = int(mm.argmin())
                driver[i] = d + 1
                free[d] = False
                self.free_ms[d] = tick_ms + self.ride_ms
        cells = riders.pickup_cell.tolist()
        if cells:
            cell = min(cells, key=lambda each: (-cells.count(each), each))
            hot[:] = cell, cells.count(cell), (supplied & (self.place[2] == cell)).sum()

    def way(self, lat, lng):
        a, b = np.radians(lat / 1e6), np.radians(self.place[0] / 1e6)
        turn = np.radians(self.place[1] / 1e6) - np.radians(lng / 1e6)
        h = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(turn / 2) ** 2
        return np.rint(2 * 6_371_007_180.918475 * np.arcsin(np.sqrt(h)))
