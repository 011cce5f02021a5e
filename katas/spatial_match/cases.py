"""All cases of spatial-match by name; each level's are in a module of their own."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from harness.kata import Case, Workload

from . import cell_cases, dispatch_cases, match_cases, near_cases, traffic, world_cases

Rng = np.random.Generator

FAMILIES: dict[str, Callable[[Rng], Case]] = {
    family.__name__: family
    for families in (
        near_cases.FAMILIES,
        world_cases.FAMILIES,
        match_cases.FAMILIES,
        dispatch_cases.FAMILIES,
        cell_cases.FAMILIES,
    )
    for family in families
}

WORKLOADS: dict[str, Workload] = {
    "city": near_cases.city(),
    "world": world_cases.world(),
    "evening": match_cases.evening(),
    "weekday": traffic.weekday(),
    "midnight": traffic.midnight(),
    "places": cell_cases.places(),
}
