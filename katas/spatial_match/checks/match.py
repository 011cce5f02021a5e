"""Checks of a match: who rides with whom, then how many ride, then how far it is."""

from __future__ import annotations

import numpy as np

from harness.kata import Answers, Case

from .. import geo

__all__ = [
    "numbers_are_drivers",
    "one_driver_once",
    "within_radius",
    "most_matched",
    "least_total",
]


def _mm(case: Case, driver: np.ndarray) -> np.ndarray:
    """The way of each rider's driver, in mm; 0 for riders without, or with one nobody knows."""
    if not len(case["cell"]):
        return np.zeros(len(driver), np.int64)
    known = (driver > 0) & (driver <= len(case["cell"]))
    number = np.where(known, driver, 1) - 1
    there = case["lat_e6"][number], case["lng_e6"][number]
    mm = geo.distance_mm(case["pickup_lat_e6"], case["pickup_lng_e6"], *there)
    return np.where(known, mm, 0)


def numbers_are_drivers(case: Case, expected: Answers, got: Answers) -> str | None:
    """Drivers are numbered from 1, and 0 is nobody."""
    known = len(case["cell"])
    strange = np.flatnonzero((got["driver"] < 0) | (got["driver"] > known))
    if not len(strange):
        return None
    rider = int(strange[0])
    return (
        f"rider {rider} got driver {got['driver'][rider]}, and there are the drivers 1 to {known}"
    )


def one_driver_once(case: Case, expected: Answers, got: Answers) -> str | None:
    """Nobody drives two riders."""
    riding = got["driver"][got["driver"] > 0]
    number, times = np.unique(riding, return_counts=True)
    if not (times > 1).any():
        return None
    twice = int(number[times > 1][0])
    riders = np.flatnonzero(got["driver"] == twice)[:3].tolist()
    return f"driver {twice} is given to the riders {', '.join(map(str, riders))}; he can drive one"


def within_radius(case: Case, expected: Answers, got: Answers) -> str | None:
    """Nobody drives further than the radius."""
    mm = _mm(case, got["driver"])
    far = np.flatnonzero(mm > case["radius_mm"])
    if not len(far):
        return None
    rider = int(far[0])
    return (
        f"rider {rider} got driver {got['driver'][rider]}, {mm[rider] / 1e3:,.3f} m away; the "
        f"radius is {case['radius_mm'] / 1e3:,.3f} m"
    )


def most_matched(case: Case, expected: Answers, got: Answers) -> str | None:
    """As many riders as can be ride, however far it takes; tells who could ride as well."""
    most, mine = (int((each["driver"] > 0).sum()) for each in (expected, got))
    if mine >= most:
        return None
    left = np.flatnonzero((got["driver"] <= 0) & (expected["driver"] > 0))
    mean = [
        _mm(case, each["driver"]).sum() / max(1, n) / 1e3
        for each, n in ((expected, most), (got, mine))
    ]
    return (
        f"{mine} of {len(got['driver'])} riders ride, {mean[1]:,.0f} m on average, and {most} can "
        f"({mean[0]:,.0f} m); rider {left[0]} is one who could. Count comes before distance"
    )


def least_total(case: Case, expected: Answers, got: Answers) -> str | None:
    """Of all matches with most riders, the one with the least sum of mm; there is only one."""
    best, mine = (int(_mm(case, each["driver"]).sum()) for each in (expected, got))
    changed = np.flatnonzero(got["driver"] != expected["driver"])
    if not len(changed):
        return None
    rider = int(changed[0])
    numbers = (int(each["driver"][rider]) for each in (got, expected))
    has, wanted = (f"driver {number}" if number else "nobody" for number in numbers)
    return (
        f"as many ride as can, but all ways together are {mine:,} mm, and {best:,} mm can be: "
        f"{len(changed)} riders have other drivers, rider {rider} has {has}, in the best match "
        f"{wanted}"
    )
