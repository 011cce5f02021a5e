"""Cases of the level policy: small caches, and the traces that policies are scored on."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from harness.kata import Case, Rng, Workload
from katas import traces

from .chunks import policy_case, requests

__all__ = [
    "one_place",
    "two_places",
    "cache_never_full",
    "room_for_every_key",
    "one_hit_wonders",
    "small_loop",
    "small_zipf",
]


def one_place(rng: Rng) -> Case:
    """A single place."""
    return policy_case(rng, np.concatenate([[0, 1, 1], rng.integers(0, 5, 100)]), 1, 5)


def two_places(rng: Rng) -> Case:
    """Two places: the smallest cache with an order."""
    return policy_case(rng, np.concatenate([[0, 1, 0, 2, 2], rng.integers(0, 6, 100)]), 2, 6)


def cache_never_full(rng: Rng) -> Case:
    """Fewer keys asked for than places: nothing may be evicted."""
    keys = np.concatenate([rng.permutation(10), rng.integers(0, 10, 100)])
    return policy_case(rng, keys, 20, 40)


def room_for_every_key(rng: Rng) -> Case:
    """As many places as keys: the cache gets full and still nothing is evicted."""
    keys = np.concatenate([rng.permutation(16), rng.integers(0, 16, 100)])
    return policy_case(rng, keys, 16, 16)


def one_hit_wonders(rng: Rng) -> Case:
    """A few loved keys among many that come once and never again."""
    keys = np.arange(300)
    keys[::3] = 300 + rng.integers(0, 6, 100)
    return policy_case(rng, keys, 8, 306)


def small_loop(rng: Rng) -> Case:
    """A loop of a little more than the cache."""
    return policy_case(rng, np.tile(np.arange(12), 30), 10, 12)


def small_zipf(rng: Rng) -> Case:
    """More than one chunk of the usual kind, with evicted keys that come back."""
    return policy_case(rng, traces.zipf_ranks(rng, 600, 80), 10, 80)


def _workload(draw: Callable[[Rng, int], np.ndarray], capacity: int, n_keys: int) -> Workload:
    def make(rng: Rng) -> Case:
        return policy_case(rng, draw(rng, 100_000), capacity, n_keys)

    return Workload(make, requests, "requests")


def _zipf(rng: Rng, count: int) -> np.ndarray:
    return traces.zipf_ranks(rng, count, 100_000)


def _loop(rng: Rng, count: int) -> np.ndarray:
    return traces.loop_and_hot_keys(rng, count, 10_000, length=1_250)


def _drift(rng: Rng, count: int) -> np.ndarray:
    return traces.drifting_keys(rng, count, 50_000, every=25_000)


def _scans(rng: Rng, count: int) -> np.ndarray:
    return traces.scans_and_working_set(rng, count, 10_000, length=2_000)


def _wonders(rng: Rng, count: int) -> np.ndarray:
    """Exponent and share of keys that come once of Twitter's cluster 45, `stat/2020Mar.md`."""
    return traces.one_hit_wonders(rng, count, 10_000, alpha=0.6372, wonder_share=0.487)


WORKLOADS = {
    "zipf": _workload(_zipf, 1_000, n_keys=100_000),
    "loop": _workload(_loop, 1_000, n_keys=10_000),
    "drift": _workload(_drift, 1_000, n_keys=50_000),
    "scans": _workload(_scans, 1_000, n_keys=32_000),
    "wonders": _workload(_wonders, 1_000, n_keys=20_000),
}
