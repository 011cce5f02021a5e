"""Checks of a dispatcher: which rule it breaks at the first batch that it answers wrong.

A common mistake is recognised by making it: the stream is played to a dispatcher with this one
fault. If that gives the same wrong answers, the sentence names the fault.
"""

from __future__ import annotations

import numpy as np

from harness.kata import Answers, Case, Check

from .faulty import played

__all__ = [
    "numbers_are_drivers",
    "late_moves_are_ignored",
    "last_row_of_a_moment",
    "stale_after_15_s",
    "known_when_heard",
    "one_rider_at_a_time",
    "busy_while_riding",
    "free_when_the_ride_ends",
    "riding_drivers_report",
    "supply_before_the_match",
    "supply_is_available",
    "smallest_of_equal_cells",
    "supply_and_demand",
    "as_the_rules_say",
]
SMALL = 2_000
"""Mistakes are played to streams of at most so many drivers, reports and riders."""


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


def _is_small(case: Case) -> bool:
    rows = (len(batch["cell"]) + len(batch["pickup_cell"]) + 1 for batch in case["batches"])
    return case["n_drivers"] <= SMALL and sum(rows) <= SMALL


def _mistake(name: str, meaning: str, *faults: str) -> Check:
    """A check that speaks if a dispatcher with one of these faults answers the very same."""

    def check(case: Case, expected: Answers, got: Answers) -> str | None:
        if not _is_small(case) or _first(case, expected, got) is None:
            return None
        for fault in faults:
            wrong = played(case, fault)
            if all(np.array_equal(wrong[output], got[output]) for output in wrong):
                return f"{_story(case, expected, got)}. {meaning}"
        return None

    check.__name__ = name
    check.__doc__ = meaning
    return check


late_moves_are_ignored = _mistake(
    "late_moves_are_ignored", "A report older than the last says nothing", "late moves count"
)
last_row_of_a_moment = _mistake(
    "last_row_of_a_moment", "Of reports of one time the later row counts", "first of a moment"
)
stale_after_15_s = _mistake(
    "stale_after_15_s",
    "Drivers are known until 15,000 ms after their last report, that millisecond included",
    "stale drivers ride",
    "stale a millisecond early",
)
known_when_heard = _mistake(
    "known_when_heard", "Who never reported is nowhere", "drivers begin at 0, 0"
)
one_rider_at_a_time = _mistake(
    "one_rider_at_a_time", "A driver takes one rider of a tick", "a driver twice"
)
busy_while_riding = _mistake("busy_while_riding", "Who rides is not available", "busy drivers ride")
free_when_the_ride_ends = _mistake(
    "free_when_the_ride_ends",
    "At `tick_ms + ride_ms` a driver is available again, that millisecond included",
    "free a millisecond late",
    "rides never end",
)
riding_drivers_report = _mistake(
    "riding_drivers_report", "Reports count during a ride too", "riding drivers are deaf"
)
supply_before_the_match = _mistake(
    "supply_before_the_match",
    "Supply is counted before anybody of the batch is matched",
    "supply after the match",
)
supply_is_available = _mistake(
    "supply_is_available",
    "Only available drivers are supply, each in the cell of his last report and in no other",
    "supply of all drivers",
)
smallest_of_equal_cells = _mistake(
    "smallest_of_equal_cells", "Of equally hot cells the smallest", "larger of equal cells"
)


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
