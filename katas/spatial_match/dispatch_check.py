"""What is wrong with a dispatcher's answers, in words.

A common mistake is recognised by making it: the stream is played to a dispatcher with this one
fault. If that gives the same wrong answers, the sentence names the fault.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from harness.kata import Case

from . import geo

Answers = dict[str, np.ndarray]
Check = Callable[[Case, Any, Answers], "str | None"]
STALE_MS = 15_000
NEVER = -(2**62)
SMALL = 2_000
"""Mistakes are played to streams of at most so many drivers."""


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


def _places(case: Case) -> list[tuple[int, int]]:
    """Batch and row of every request."""
    sizes = [len(batch["pickup_cell"]) for batch in case["batches"]]
    return [(number, row) for number, size in enumerate(sizes) for row in range(size)]


def _first(case: Case, expected: Answers, got: Answers) -> tuple[str, int, int] | None:
    """The first batch that is answered wrong: what was wrong, the batch and the row."""
    places = _places(case)
    wrong = np.flatnonzero(expected["driver"] != got["driver"])
    hot = np.flatnonzero((expected["hot"] != got["hot"]).reshape(-1, 3).any(axis=1))
    batch, row = places[int(wrong[0])] if len(wrong) else (len(case["batches"]), 0)
    if len(hot) and int(hot[0]) <= batch:
        return "hot", int(hot[0]), 0
    return ("driver", batch, row) if len(wrong) else None


def _story(case: Case, expected: Answers, got: Answers) -> str:
    """The first difference in words; nothing where there is none."""
    found = _first(case, expected, got)
    if found is None:
        return ""
    what, batch, row = found
    if what == "hot":
        one, two = (each["hot"].reshape(-1, 3)[batch].tolist() for each in (expected, got))
        return f"batch {batch}: expected hot (cell, riders, drivers) = {one}, got {two}"
    at = _places(case).index((batch, row))
    names = [f"driver {int(each['driver'][at])}" for each in (expected, got)]
    names = [name if name != "driver 0" else "nobody" for name in names]
    return f"batch {batch}, rider {row}: expected {names[0]}, got {names[1]}"


def numbers_are_drivers(case: Case, expected: Answers, got: Answers) -> str | None:
    """Drivers are numbered from 1, and 0 is nobody."""
    strange = np.flatnonzero((got["driver"] < 0) | (got["driver"] > case["n_drivers"]))
    if not len(strange):
        return None
    batch, row = _places(case)[int(strange[0])]
    number = int(got["driver"][strange[0]])
    return f"batch {batch}, rider {row}: got driver {number}, and there are {case['n_drivers']}"


def _mistake(name: str, meaning: str, *faults: str) -> Check:
    """A check that speaks if a dispatcher with one of these faults answers the very same."""

    def check(case: Case, expected: Answers, got: Answers) -> str | None:
        if case["n_drivers"] > SMALL or _first(case, expected, got) is None:
            return None
        for fault in faults:
            wrong = played(case, fault)
            if all(np.array_equal(wrong[output], got[output]) for output in wrong):
                return f"{_story(case, expected, got)}. {meaning}"
        return None

    check.__name__ = name
    check.__doc__ = meaning
    return check


def supply_and_demand(case: Case, expected: Answers, got: Answers) -> str | None:
    """The cell in which most riders ask, how many, and how many drivers were free there."""
    found = _first(case, expected, got)
    if found is None or found[0] != "hot":
        return None
    return (
        f"{_story(case, expected, got)}. It is the cell in which most riders of the batch ask (of "
        "equals the smallest), how many ask there, and how many available drivers are in it (each "
        "in the cell of his last report) before anybody is matched; zeros where nobody asks"
    )


def as_the_rules_say(case: Case, expected: Answers, got: Answers) -> str | None:
    """Riders in the order of their rows, each the nearest driver who is known and free."""
    story = _story(case, expected, got)
    if not story:
        return None
    return f"{story}. Riders are served by their rows; each gets the nearest available driver"


CHECKS: tuple[Check, ...] = (
    numbers_are_drivers,
    _mistake(
        "late_moves_are_ignored", "A report older than the last says nothing", "late moves count"
    ),
    _mistake(
        "last_row_of_a_moment", "Of reports of one time the later row counts", "first of a moment"
    ),
    _mistake(
        "stale_after_15_s",
        "Drivers are known until 15,000 ms after their last report, that millisecond included",
        "stale drivers ride",
        "stale a millisecond early",
    ),
    _mistake("known_when_heard", "Who never reported is nowhere", "drivers begin at 0, 0"),
    _mistake("one_rider_at_a_time", "A driver takes one rider of a tick", "a driver twice"),
    _mistake("busy_while_riding", "Who rides is not available", "busy drivers ride"),
    _mistake(
        "free_when_the_ride_ends",
        "At `tick_ms + ride_ms` a driver is available again, that millisecond included",
        "free a millisecond late",
        "rides never end",
    ),
    _mistake("riding_drivers_report", "Reports count during a ride too", "riding drivers are deaf"),
    _mistake(
        "supply_before_the_match",
        "Supply is counted before anybody of the batch is matched",
        "supply after the match",
    ),
    _mistake(
        "supply_is_available",
        "Only available drivers are supply, each in the cell of his last report and in no other",
        "supply of all drivers",
    ),
    _mistake(
        "smallest_of_equal_cells", "Of equally hot cells the smallest", "larger of equal cells"
    ),
    supply_and_demand,
    as_the_rules_say,
)
