"""Traces for the level feedback-loop: the origin breaks, and is repaired."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng
from katas import traces

from .policies import BREAKS, REPAIRED, SECONDS, case_of, of_requests

__all__ = ["broken_and_fixed", "broken_twice"]


def _incident(rng: Rng, keys: np.ndarray, at: tuple[int, ...], **system: int) -> Case:
    """A trace in which the origin breaks and is repaired, in turn, at the times `at`."""
    keys = keys.copy()
    for turn, when in enumerate(at):
        keys[when] = REPAIRED if turn % 2 else BREAKS
    return case_of(rng, keys, **system)


def broken_and_fixed(rng: Rng) -> Case:
    """The incident, sixty times faster: 700 ms of quiet, 2 s of trouble, 1.5 s to recover."""
    keys = rng.permutation(80)[traces.zipf_ranks(rng, 4_700, 80)]
    return _incident(rng, keys, (700, 2_700), n_keys=80, n_warm=80, capacity=2, origin=20, ttl=500)


def broken_twice(rng: Rng) -> Case:
    """Repaired, broken again at once, repaired."""
    keys = rng.permutation(40)[traces.zipf_ranks(rng, 2_000, 40)]
    at = (200, 500, 520, 900)
    return _incident(rng, keys, at, n_keys=40, n_warm=30, capacity=2, origin=15, ttl=200)


def _invalid_value(rng: Rng) -> Case:
    """A quiet minute, two minutes in which the origin answers nothing valid, and 90 s after."""
    keys = traces.zipf_ranks(rng, 270 * SECONDS, 2_000)
    at = (60 * SECONDS, 180 * SECONDS)
    system = {"n_keys": 2_000, "n_warm": 1_800, "capacity": 8, "origin": 200, "ttl": 20_000}
    return _incident(rng, keys, at, **system)


WORKLOADS = {"invalid_value": of_requests(_invalid_value)}
