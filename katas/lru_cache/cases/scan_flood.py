"""Cases of the level scan-flood: an export of everything, and then a celebrity."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng, Workload
from katas import traces

from .chunks import policy_case, requests

__all__ = ["celebrity_alone", "small_flood"]

PER_SECOND = 500
"""Requests in a simulated second of the level scan-flood."""


def celebrity_alone(rng: Rng) -> Case:
    """One key in two requests, between keys that come once."""
    keys = np.arange(200)
    keys[rng.random(200) < 0.5] = 200
    return policy_case(rng, keys, 6, 201)


def small_flood(rng: Rng) -> Case:
    """The incident with ten places and five requests a second."""
    return _flood(rng, 10, 5)


def _flood(rng: Rng, capacity: int, per_second: int) -> Case:
    """An export of twenty times what the cache holds, then a celebrity.

    `_trouble`: the first request of the trouble; it lasts to the end.
    """
    keys, start = traces.export_and_celebrity(rng, per_second, 20 * capacity)
    return {**policy_case(rng, keys, capacity, 20 * capacity + 1), "_trouble": (start,)}


def _nightly_export(rng: Rng) -> Case:
    """The incident: 120,000 requests, 1,000 places, 20,001 keys."""
    return _flood(rng, 1_000, PER_SECOND)


WORKLOADS = {"nightly_export": Workload(_nightly_export, requests, "requests")}
