"""Traces for the levels policy and scan-flood."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from harness.kata import Case, Workload
from katas import traces

CHUNK = 256
"""Requests that a policy gets in one batch: how far it could look ahead, if it could look ahead."""

PER_SECOND = 500
"""Requests in a simulated second of the level scan-flood."""


def in_chunks(keys: np.ndarray) -> list[Case]:
    """The trace as the batches of a policy case; the last may be shorter."""
    return [{"keys": keys[start : start + CHUNK].copy()} for start in range(0, len(keys), CHUNK)]


def _policy(rng: np.random.Generator, keys: np.ndarray, capacity: int, n_keys: int) -> Case:
    """A policy case; the numbers of the keys are dealt anew, for they must mean nothing."""
    return {
        "capacity": capacity,
        "n_keys": n_keys,
        "seed": int(rng.integers(0, 2**31)),
        "batches": in_chunks(rng.permutation(n_keys)[keys]),
    }


def one_place(rng: np.random.Generator) -> Case:
    """A single place."""
    return _policy(rng, np.concatenate([[0, 1, 1], rng.integers(0, 5, 100)]), 1, 5)


def two_places(rng: np.random.Generator) -> Case:
    """Two places: the smallest cache with an order."""
    return _policy(rng, np.concatenate([[0, 1, 0, 2, 2], rng.integers(0, 6, 100)]), 2, 6)


def cache_never_full(rng: np.random.Generator) -> Case:
    """Fewer keys asked for than places: nothing may be evicted."""
    keys = np.concatenate([rng.permutation(10), rng.integers(0, 10, 100)])
    return _policy(rng, keys, 20, 40)


def room_for_every_key(rng: np.random.Generator) -> Case:
    """As many places as keys: the cache gets full and still nothing is evicted."""
    keys = np.concatenate([rng.permutation(16), rng.integers(0, 16, 100)])
    return _policy(rng, keys, 16, 16)


def one_hit_wonders(rng: np.random.Generator) -> Case:
    """A few loved keys among many that come once and never again."""
    keys = np.arange(300)
    keys[::3] = 300 + rng.integers(0, 6, 100)
    return _policy(rng, keys, 8, 306)


def small_loop(rng: np.random.Generator) -> Case:
    """A loop of a little more than the cache."""
    return _policy(rng, np.tile(np.arange(12), 30), 10, 12)


def small_zipf(rng: np.random.Generator) -> Case:
    """More than one chunk of the usual kind, with evicted keys that come back."""
    return _policy(rng, traces.zipf_ranks(rng, 600, 80), 10, 80)


def _flood(rng: np.random.Generator, capacity: int, per_second: int) -> Case:
    """An export of twenty times what the cache holds, then a celebrity.

    `_trouble`: the first request of the trouble; it lasts to the end.
    """
    keys, start = traces.export_and_celebrity(rng, per_second, 20 * capacity)
    return {**_policy(rng, keys, capacity, 20 * capacity + 1), "_trouble": (start,)}


def small_flood(rng: np.random.Generator) -> Case:
    """The incident with ten places and five requests a second."""
    return _flood(rng, 10, 5)


def celebrity_alone(rng: np.random.Generator) -> Case:
    """One key in two requests, between keys that come once."""
    keys = np.arange(200)
    keys[rng.random(200) < 0.5] = 200
    return _policy(rng, keys, 6, 201)


def nightly_export() -> Workload:
    """The incident: 120,000 requests, 1,000 places, 20,001 keys."""
    return Workload(lambda rng: _flood(rng, 1_000, PER_SECOND), _requests, "requests")


def policy_workload(
    draw: Callable[[np.random.Generator, int], np.ndarray], capacity: int, n_keys: int
) -> Workload:
    def make(rng: np.random.Generator) -> Case:
        return _policy(rng, draw(rng, 100_000), capacity, n_keys)

    return Workload(make, _requests, "requests")


def _requests(case: Case) -> int:
    return sum(len(batch["keys"]) for batch in case["batches"])
