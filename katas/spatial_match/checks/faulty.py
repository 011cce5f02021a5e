"""A dispatcher that makes the mistakes it is told to make, and none else."""

from __future__ import annotations

import numpy as np

from harness.kata import Answers, Case

from .. import geo

STALE_MS = 15_000
NEVER = -(2**62)


class FaultyDispatcher:
    """Drivers as arrays, with the faults in `faults`; with none it is right."""

    def __init__(self, case: Case, *faults: str) -> None:
        self.case, self.faults = case, faults
        n = case["n_drivers"]
        self.place = np.zeros((3, n), np.int64)
        self.seen_ms, self.free_ms = np.full(n, NEVER), np.full(n, NEVER)
        if "drivers begin at 0, 0" in faults:
            self.seen_ms[:] = case["batches"][0]["tick_ms"]
        self.waiting: list[tuple[int, int]] = []

    def move(self, batch: Case) -> None:
        """All moves of a batch."""
        columns = (batch[name].tolist() for name in ("number", "t_ms", "lat_e6", "lng_e6", "cell"))
        for number, t_ms, *place in zip(*columns, strict=True):
            d = number - 1
            late = t_ms < self.seen_ms[d] and "late moves count" not in self.faults
            if "first of a moment" in self.faults:
                late = late or t_ms == self.seen_ms[d]
            if "riding drivers are deaf" in self.faults:
                late = late or self.free_ms[d] > batch["tick_ms"]
            if not late:
                self.place[:, d], self.seen_ms[d] = place, t_ms

    def available(self, tick_ms: int) -> np.ndarray:
        """Who is known and free at a tick."""
        limit = STALE_MS - ("stale a millisecond early" in self.faults)
        fresh = tick_ms - self.seen_ms <= limit
        if "stale drivers ride" in self.faults:
            fresh = self.seen_ms > NEVER
        free = self.free_ms <= tick_ms - ("free a millisecond late" in self.faults)
        if "busy drivers ride" in self.faults:
            free[:] = True
        if "rides never end" in self.faults:
            free = self.free_ms == NEVER
        return fresh & free

    def tick(self, batch: Case) -> tuple[list[int], list[int]]:
        """`driver` and `hot` of a batch."""
        there = self.available(batch["tick_ms"])
        demand_only = "supply of all drivers" in self.faults
        supplied = (self.seen_ms > NEVER) if demand_only else there.copy()
        ask = [batch[n].tolist() for n in ("pickup_lat_e6", "pickup_lng_e6", "pickup_cell")]
        answers = []
        for lat, lng, _ in zip(*ask, strict=True):
            mm = geo.distance_mm(lat, lng, self.place[0], self.place[1])
            mm = np.where(there, mm, 2**62)
            d = int(mm.argmin()) if len(mm) else 0
            taken = len(mm) > 0 and mm[d] <= self.case["radius_mm"]
            answers.append(d + 1 if taken else 0)
            if taken:
                there[d] = "a driver twice" in self.faults
                self.free_ms[d] = batch["tick_ms"] + self.case["ride_ms"]
        after = "supply after the match" in self.faults
        return answers, self._hot(ask[2], there if after else supplied)

    def _hot(self, cells: list[int], there: np.ndarray) -> list[int]:
        if not cells:
            return [0, 0, 0]
        sign = -1 if "larger of equal cells" in self.faults else 1
        hottest = min(cells, key=lambda cell: (-cells.count(cell), sign * cell))
        return [hottest, cells.count(hottest), int((there & (self.place[2] == hottest)).sum())]


def played(case: Case, *faults: str) -> Answers:
    """The answers of a dispatcher with these faults."""
    dispatcher = FaultyDispatcher(case, *faults)
    driver: list[int] = []
    hot: list[int] = []
    for batch in case["batches"]:
        dispatcher.move(batch)
        mine, hottest = dispatcher.tick(batch)
        driver, hot = driver + mine, hot + hottest
    return {"driver": np.array(driver, np.int64), "hot": np.array(hot, np.int64)}
