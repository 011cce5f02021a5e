"""Cases of the level replay: traces from no request to a million."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng, Workload
from katas import traces

__all__ = [
    "worked_example",
    "capacity_one",
    "never_full",
    "refresh_order",
    "loop_one_too_long",
    "repeats",
    "capacity_zero",
    "negative_capacity",
    "colliding_keys",
    "extreme_keys",
    "no_requests",
    "random_zipf",
]

INT64 = np.iinfo(np.int64)


def _replay(keys: np.ndarray | list[int], capacity: int) -> Case:
    return {"keys": np.array(keys, np.int64), "capacity": int(capacity)}


def _distinct(rng: Rng, count: int) -> np.ndarray:
    """Different keys, scattered over all of int64."""
    return traces.scattered(rng, np.arange(count))


def worked_example(rng: Rng) -> Case:
    """The example of the starter, with other names for the three keys."""
    a, b, c = _distinct(rng, 3)
    return _replay([a, b, a, c, a, b], 2)


def capacity_one(rng: Rng) -> Case:
    """Only a key asked for twice in a row hits."""
    return _replay(_distinct(rng, 4)[rng.integers(0, 4, 80)], 1)


def never_full(rng: Rng) -> Case:
    """More places than keys: everything but first requests hits."""
    keys = _distinct(rng, 40)
    return _replay(
        np.concatenate([keys, keys[rng.integers(0, 40, 160)]]), int(rng.integers(40, 1000))
    )


def refresh_order(rng: Rng) -> Case:
    """The residents are asked for again in another order, then one newcomer comes, then they
    return.

    The key that came first is not the one refreshed first, so a policy that goes by arrival, or by
    one bit a key, drops the wrong one.
    """
    keys = _distinct(rng, 9)
    residents, newcomer = keys[:8], keys[8]
    refreshed = np.concatenate([residents[1:][rng.permutation(7)], residents[:1]])
    return _replay(np.concatenate([residents, refreshed, [newcomer], refreshed[::-1]]), 8)


def loop_one_too_long(rng: Rng) -> Case:
    """A loop over one key more than the cache holds never hits; then one that just fits always
    does.
    """
    capacity = int(rng.integers(3, 12))
    keys = _distinct(rng, capacity + 1)
    return _replay(np.concatenate([np.tile(keys, 5), np.tile(keys[:-1], 5)]), capacity)


def repeats(rng: Rng) -> Case:
    """The same key many times over, then another: repeats take no place."""
    keys = np.repeat(_distinct(rng, 12)[rng.integers(0, 12, 40)], rng.integers(1, 8, 40))
    return _replay(keys, 5)


def capacity_zero(rng: Rng) -> Case:
    """A cache with no place answers nothing."""
    return _replay(np.repeat(_distinct(rng, 5), 4), 0)


def negative_capacity(rng: Rng) -> Case:
    """ValueError, and no mark."""
    return _replay(np.repeat(_distinct(rng, 3), 2), -int(rng.integers(1, 5)))


def colliding_keys(rng: Rng) -> Case:
    """Keys that agree in their lowest 16, 24 or 40 bits: a table that masks them puts them in one
    place.
    """
    step = 2 ** int(rng.choice([16, 24, 40]))
    keys = int(rng.integers(1, 4000)) + step * np.arange(24)
    order = np.concatenate([np.arange(24), rng.integers(0, 24, 300)])
    return _replay(keys[order], 12)


def extreme_keys(rng: Rng) -> Case:
    """Both ends of int64, 0 and -1, neighbours that are one float, keys with equal lower halves."""
    big = int(rng.integers(2**60, 2**61))
    small = int(rng.integers(1, 2**30))
    pairs = [0, -1, INT64.min, INT64.min + 1, INT64.max, INT64.max - 1, big, big + 1]
    others = [small, small + 2**32, small - 2**32, -2, 1, -big, -big - 1]
    first = np.concatenate([rng.permutation(np.array(part)) for part in (pairs, others)])
    return _replay(np.concatenate([first, first, rng.choice(first, 100)]), 8)


def no_requests(rng: Rng) -> Case:
    """An empty trace."""
    return _replay([], int(rng.integers(0, 4)))


def random_zipf(rng: Rng) -> Case:
    """Some hundred requests of the usual kind."""
    ranks = traces.zipf_ranks(rng, 400, 100)
    return _replay(traces.scattered(rng, ranks), int(rng.integers(8, 24)))


def _workload(capacity: int) -> Workload:
    """A million requests to a million keys. Drawing them afresh takes as long as one replay, so
    `vary` is `make`.
    """

    def make(rng: Rng) -> Case:
        ranks = traces.zipf_ranks(rng, 1_000_000, 1_000_000)
        return {"keys": traces.scattered(rng, ranks), "capacity": capacity}

    return Workload(make, lambda case: len(case["keys"]), "requests")


WORKLOADS = {"small_cache": _workload(10_000), "large_cache": _workload(100_000)}
