"""Checks of the level world: k drivers in a row, the nearest first."""

from __future__ import annotations

from harness.kata import Case

from .rows import (
    by_row,
    finds_whoever_is_there,
    listed,
    nearest_of_all,
    numbers_are_drivers,
    smaller_number_of_equals,
    within_radius,
)

__all__ = [
    "numbers_are_drivers",
    "each_driver_once",
    "zeros_come_last",
    "within_radius",
    "finds_whoever_is_there",
    "smaller_number_of_equals",
    "nearest_first",
    "nearest_of_all",
]


@by_row("A rider's drivers are different ones")
def each_driver_once(case: Case, rider: int, wanted: list[int], found: list[int]) -> str | None:
    some = [number for number in found if number]
    twice = [number for number in some if some.count(number) > 1]
    return f"driver {twice[0]} is named {some.count(twice[0])} times" if twice else None


@by_row("Who is there comes first, and zeros fill the rest")
def zeros_come_last(case: Case, rider: int, wanted: list[int], found: list[int]) -> str | None:
    count = sum(number > 0 for number in found)
    if all(found[:count]):
        return None
    return f"got {found}, which has a 0 before a driver"


@by_row("The nearest driver comes first")
def nearest_first(case: Case, rider: int, wanted: list[int], found: list[int]) -> str | None:
    if sorted(wanted) != sorted(found):
        return None
    return f"expected {listed(wanted)}, got the same drivers in the order {listed(found)}"
