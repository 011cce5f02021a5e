"""Checks of the level nearest: one driver for each rider, or none."""

from __future__ import annotations

from harness.kata import Answers, Case

from .rows import (
    finds_whoever_is_there,
    nearest_of_all,
    numbers_are_drivers,
    smaller_number_of_equals,
    within_radius,
)

__all__ = [
    "refuses_negative_radius",
    "numbers_are_drivers",
    "within_radius",
    "finds_whoever_is_there",
    "smaller_number_of_equals",
    "nearest_of_all",
]


def refuses_negative_radius(case: Case, expected: Answers, got: Answers) -> str | None:
    """ValueError where the radius is below 0, and only there."""
    wanted, raised = int(expected["raised"][0]), int(got["raised"][0])
    if wanted == raised:
        return None
    return f"radius_mm = {case['radius_mm']}: " + (
        "expected ValueError, got an answer" if wanted else "got ValueError, and it is legal"
    )
