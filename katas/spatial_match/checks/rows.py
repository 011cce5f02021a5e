"""Checks of a rider's row of drivers, which one nearest driver is too: what both levels ask."""

from __future__ import annotations

from collections.abc import Callable
from math import asin, cos, radians, sin, sqrt

import numpy as np
from h3 import H3BaseException  # type: ignore[import-untyped]
from h3.api import basic_int as h3  # type: ignore[import-untyped]

from harness.kata import Answers, Case, Check

from .. import geo

Row = Callable[[Case, int, list[int], list[int]], "str | None"]


def mm_of(case: Case, rider: int, driver: int) -> int:
    """Between a rider (by his row) and a driver (by his number); -1 if there is no such driver."""
    if not 0 < driver <= len(case["cell"]):
        return -1
    names = "lat_e6", "lng_e6", "pickup_lat_e6", "pickup_lng_e6"
    rows = driver - 1, driver - 1, rider, rider
    lat, lng, lat_0, lng_0 = (
        radians(case[name].item(row) / 1e6) for name, row in zip(names, rows, strict=True)
    )
    h = sin((lat - lat_0) / 2) ** 2 + cos(lat) * cos(lat_0) * sin((lng - lng_0) / 2) ** 2
    return round(2 * geo.RADIUS_MM * asin(min(1.0, sqrt(h))))


def told(case: Case, rider: int, driver: int) -> str:
    """A driver as seen by a rider: number, distance, and how many cells away."""
    if not 0 < driver <= len(case["cell"]):
        return f"driver {driver}"
    cell = int(case["pickup_cell"][rider]), int(case["cell"][driver - 1])
    km = f"driver {driver}, {mm_of(case, rider, driver) / 1e3:,.3f} m away"
    try:
        rings = h3.grid_distance(*(h3.cell_to_parent(each, 8) for each in cell))
    except H3BaseException:
        return km
    own = "in the same cell" if rings == 0 else f"in ring {rings}"
    return f"{km} ({own} at resolution 8)"


def by_row(meaning: str) -> Callable[[Row], Check]:
    """A rule as a check of the first row that differs: what is expected of this rider, and what
    came. `meaning` ends its sentences.
    """

    def check_of(rule: Row) -> Check:
        def check(case: Case, expected: Answers, got: Answers) -> str | None:
            output = "drivers_k" if "drivers_k" in expected else "driver"
            wanted, found = (each[output] for each in (expected, got))
            wanted, found = (each[:, None] if each.ndim == 1 else each for each in (wanted, found))
            for rider in np.flatnonzero((wanted != found).any(axis=1)).tolist():
                said = rule(case, rider, wanted[rider].tolist(), found[rider].tolist())
                if said is not None:
                    return f"rider {rider}: {said}. {meaning}"
            return None

        check.__name__, check.__doc__ = rule.__name__, meaning
        return check

    return check_of


def listed(numbers: list[int]) -> str:
    """The drivers of a row."""
    return "nobody" if not any(numbers) else ", ".join(str(number) for number in numbers if number)


@by_row("Drivers are numbered from 1, and 0 is nobody")
def numbers_are_drivers(case: Case, rider: int, wanted: list[int], found: list[int]) -> str | None:
    known = len(case["cell"])
    strange = [number for number in found if not 0 <= number <= known]
    return f"got driver {strange[0]}, and there are {known}" if strange else None


@by_row("Nobody drives further than the radius")
def within_radius(case: Case, rider: int, wanted: list[int], found: list[int]) -> str | None:
    for number in found:
        if number and mm_of(case, rider, number) > case["radius_mm"]:
            return (
                f"got {told(case, rider, number)}; the radius is {case['radius_mm'] / 1e3:,.3f} m"
            )
    return None


@by_row("Everybody within the radius counts, whatever his cell")
def finds_whoever_is_there(
    case: Case, rider: int, wanted: list[int], found: list[int]
) -> str | None:
    if sum(number > 0 for number in found) >= sum(number > 0 for number in wanted):
        return None
    missing = next(number for number in wanted if number and number not in found)
    return f"did not get {told(case, rider, missing)}; got {listed(found)}"


@by_row("Of equally far drivers the smaller number")
def smaller_number_of_equals(
    case: Case, rider: int, wanted: list[int], found: list[int]
) -> str | None:
    mm = [[mm_of(case, rider, n) if n else -1 for n in each] for each in (wanted, found)]
    if mm[0] != mm[1]:
        return None
    place = next(k for k in range(len(found)) if wanted[k] != found[k])
    return (
        f"expected driver {wanted[place]}, got {found[place]}, and both are "
        f"{mm[0][place] / 1e3:,.3f} m away"
    )


@by_row("The nearest drivers, by great-circle distance")
def nearest_of_all(case: Case, rider: int, wanted: list[int], found: list[int]) -> str | None:
    place = next(k for k in range(len(found)) if wanted[k] != found[k])
    one = told(case, rider, wanted[place])
    return f"expected {one}; got {told(case, rider, found[place]) if found[place] else 'nobody'}"
