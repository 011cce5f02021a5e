"""Cases of the level policy: small caches, and the traces that policies are scored on."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from harness.kata import TWO_ALIVE, Case, Rng, Workload
from katas import traces

from .chunks import exact_case, long_case, policy_case, requests

__all__ = [
    "one_place",
    "two_places",
    "cache_never_full",
    "room_for_every_key",
    "one_hit_wonders",
    "small_loop",
    "small_zipf",
    "nobody_asks",
    "one_decision",
    "the_only_key",
    "numbers_alike",
    "most_of_all",
    "two_policies",
]
DEPTH = ("many_keys_cached_by_policy", "many_hits_between", "many_victims")
MANY, MOST = 70_000, 100_000
"""More than 2**16; and the most keys and places there may be."""
LAST_SEED = 2**31 - 1


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


def nobody_asks(rng: Rng) -> Case:
    """A cache that nobody uses."""
    return exact_case(np.arange(0), int(rng.integers(1, 4)), int(rng.integers(1, 4)), 0)


def one_decision(rng: Rng) -> Case:
    """A single request, for the first key or the last."""
    return exact_case(np.array([int(rng.choice([0, 4]))]), 1, 5, 1)


def the_only_key(rng: Rng) -> Case:
    """One key, which always hits after its first request, unless it is left out."""
    return exact_case(np.zeros(300), int(rng.integers(1, 3)), 1, int(rng.integers(0, 2)))


def numbers_alike(rng: Rng) -> Case:
    """Keys whose numbers agree in their lowest 8, 12, 15 and 16 bits, in two places."""
    one = int(rng.integers(1, 4000))
    names = np.array([0, MANY - 1, one, *(one + 2**bits for bits in (8, 12, 15, 16))])
    order = np.concatenate([np.arange(7), rng.integers(0, 7, 9)])
    return exact_case(names[order], 2, MANY, int(rng.integers(0, 2**31)))


def most_of_all(rng: Rng) -> Case:
    """The most places, the most keys and the last seed: nobody goes."""
    keys = rng.permutation([0, MOST - 1, *rng.integers(0, MOST, 9)])
    return exact_case(np.tile(keys, 3), MOST, MOST, LAST_SEED)


def two_policies(rng: Rng) -> Case:
    """Another cache is alive and has decided each chunk just before: all memory is in `state`."""
    keys = np.concatenate([np.arange(10), traces.zipf_ranks(rng, 590, 30)])
    return policy_case(rng, keys, 5, 30) | {TWO_ALIVE: True}


def many_keys_cached_by_policy(rng: Rng) -> Case:
    """More than 2^16 keys find room, and the first ones are still there; then others come."""
    keys = rng.permutation(MANY + 3)
    held, others = keys[:MANY], keys[MANY:]
    back = np.concatenate([held[:9], held[::7000], held[-9:]])
    return long_case(rng, np.concatenate([held, back, others, back, others]), MANY, MANY + 3)


def many_hits_between(rng: Rng) -> Case:
    """Some keys wait in a full cache while others hit more than 2^16 times."""
    keys = np.concatenate([np.arange(4), rng.integers(2, 4, MANY), [0, 1, 4, 0, 1, 2, 3, 4, 5]])
    return long_case(rng, keys, 4, 6)


def many_victims(rng: Rng) -> Case:
    """Five keys take turns in two places: LRU would evict more than 2^16 times."""
    return long_case(rng, np.tile(rng.permutation(5), MANY // 5), 2, 5)


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
