"""What is wrong with an answer of nearest and nearest_k, in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from h3 import H3BaseException  # type: ignore[import-untyped]
from h3.api import basic_int as h3  # type: ignore[import-untyped]

from harness.kata import Case

from . import geo

Answers = dict[str, np.ndarray]
Check = Callable[[Case, Any, Answers], "str | None"]
Row = Callable[[Case, int, list[int], list[int]], "str | None"]


def mm_of(case: Case, rider: int, driver: int) -> int:
    """Between a rider (by his row) and a driver (by his number)."""
    there = case["lat_e6"][driver - 1], case["lng_e6"][driver - 1]
    here = case["pickup_lat_e6"][rider], case["pickup_lng_e6"][rider]
    return int(geo.distance_mm(*here, *there))


def told(case: Case, rider: int, driver: int) -> str:
    """A driver as seen by a rider: number, distance, and how many cells away."""
    cell = int(case["pickup_cell"][rider]), int(case["cell"][driver - 1])
    km = f"driver {driver}, {mm_of(case, rider, driver) / 1e3:,.3f} m away"
    try:
        rings = h3.grid_distance(*(h3.cell_to_parent(each, 8) for each in cell))
    except H3BaseException:
        return km
    own = "in the same cell" if rings == 0 else f"in ring {rings}"
    return f"{km} ({own} at resolution 8)"


def refuses_negative_radius(case: Case, expected: Answers, got: Answers) -> str | None:
    """ValueError where the radius is below 0, and only there."""
    wanted, raised = int(expected["raised"][0]), int(got["raised"][0])
    if wanted == raised:
        return None
    return f"radius_mm = {case['radius_mm']}: " + (
        "expected ValueError, got an answer" if wanted else "got ValueError, and it is legal"
    )


def _by_row(name: str, meaning: str, rule: Row) -> Check:
    """A check of the first row that differs: what is expected of this rider, and what came."""

    def check(case: Case, expected: Answers, got: Answers) -> str | None:
        output = "drivers_k" if "drivers_k" in expected else "driver"
        wanted, found = (each[output] for each in (expected, got))
        wanted, found = (each[:, None] if each.ndim == 1 else each for each in (wanted, found))
        for rider in np.flatnonzero((wanted != found).any(axis=1)).tolist():
            said = rule(case, rider, wanted[rider].tolist(), found[rider].tolist())
            if said is not None:
                return f"rider {rider}: {said}. {meaning}"
        return None

    check.__name__ = name
    check.__doc__ = meaning
    return check


def _unknown(case: Case, rider: int, wanted: list[int], found: list[int]) -> str | None:
    known = len(case["cell"])
    strange = [number for number in found if not 0 <= number <= known]
    return f"got driver {strange[0]}, and there are {known}" if strange else None


def _repeated(case: Case, rider: int, wanted: list[int], found: list[int]) -> str | None:
    some = [number for number in found if number]
    twice = [number for number in some if some.count(number) > 1]
    return f"driver {twice[0]} is named {some.count(twice[0])} times" if twice else None


def _gap(case: Case, rider: int, wanted: list[int], found: list[int]) -> str | None:
    count = sum(number > 0 for number in found)
    if all(found[:count]):
        return None
    return f"got {found}, which has a 0 before a driver"


def _beyond(case: Case, rider: int, wanted: list[int], found: list[int]) -> str | None:
    for number in found:
        if number and mm_of(case, rider, number) > case["radius_mm"]:
            return (
                f"got {told(case, rider, number)}; the radius is {case['radius_mm'] / 1e3:,.3f} m"
            )
    return None


def _missed(case: Case, rider: int, wanted: list[int], found: list[int]) -> str | None:
    if sum(number > 0 for number in found) >= sum(number > 0 for number in wanted):
        return None
    missing = next(number for number in wanted if number and number not in found)
    return f"did not get {told(case, rider, missing)}; got {_list(found)}"


def _number(case: Case, rider: int, wanted: list[int], found: list[int]) -> str | None:
    mm = [[mm_of(case, rider, n) if n else -1 for n in each] for each in (wanted, found)]
    if mm[0] != mm[1]:
        return None
    place = next(k for k in range(len(found)) if wanted[k] != found[k])
    return (
        f"expected driver {wanted[place]}, got {found[place]}, and both are "
        f"{mm[0][place] / 1e3:,.3f} m away"
    )


def _order(case: Case, rider: int, wanted: list[int], found: list[int]) -> str | None:
    if sorted(wanted) != sorted(found):
        return None
    return f"expected {_list(wanted)}, got the same drivers in the order {_list(found)}"


def _farther(case: Case, rider: int, wanted: list[int], found: list[int]) -> str | None:
    place = next(k for k in range(len(found)) if wanted[k] != found[k])
    one = told(case, rider, wanted[place])
    return f"expected {one}; got {told(case, rider, found[place]) if found[place] else 'nobody'}"


def _list(numbers: list[int]) -> str:
    return "nobody" if not any(numbers) else ", ".join(str(number) for number in numbers if number)


NUMBERS = _by_row("numbers_are_drivers", "Drivers are numbered from 1, and 0 is nobody", _unknown)
WITHIN = _by_row("within_radius", "Nobody drives further than the radius", _beyond)
FINDS = _by_row(
    "finds_whoever_is_there", "Everybody within the radius counts, whatever his cell", _missed
)
EQUALS = _by_row("smaller_number_of_equals", "Of equally far drivers the smaller number", _number)
NEAREST = _by_row("nearest_of_all", "The nearest drivers, by great-circle distance", _farther)

NEAREST_CHECKS: tuple[Check, ...] = (
    refuses_negative_radius,
    NUMBERS,
    WITHIN,
    FINDS,
    EQUALS,
    NEAREST,
)
WORLD_CHECKS: tuple[Check, ...] = (
    NUMBERS,
    _by_row("each_driver_once", "A rider's drivers are different ones", _repeated),
    _by_row("zeros_come_last", "Who is there comes first, and zeros fill the rest", _gap),
    WITHIN,
    FINDS,
    EQUALS,
    _by_row("nearest_first", "The nearest driver comes first", _order),
    NEAREST,
)
