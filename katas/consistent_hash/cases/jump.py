"""Cases of the bonus level jump."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng, Workload

from .fleets import any_keys, key_count

__all__ = [
    "jump_example",
    "single_bucket",
    "many_buckets",
    "largest_keys",
    "no_jumps",
    "random_jumps",
]


def _case(keys: np.ndarray, buckets: int) -> Case:
    return {"keys": np.ascontiguousarray(keys, np.uint64), "buckets": buckets}


def jump_example(rng: Rng) -> Case:
    """The example of the starter, and some more keys."""
    return _case(np.concatenate([np.arange(1, 7, dtype=np.uint64), any_keys(rng, 50)]), 10)


def single_bucket(rng: Rng) -> Case:
    """Everything is in bucket 1."""
    return _case(any_keys(rng, 30), 1)


def many_buckets(rng: Rng) -> Case:
    """Two billion buckets: every bit of the division counts."""
    return _case(any_keys(rng, 500), 2**31 - 1 - int(rng.integers(0, 100)))


def largest_keys(rng: Rng) -> Case:
    """Keys from both ends of 64 bits and around 2**63."""
    ends = np.arange(40, dtype=np.uint64)
    middle = np.uint64(2**63 - 20) + ends
    return _case(np.concatenate([ends, middle, ~ends]), int(rng.integers(50, 5000)))


def no_jumps(rng: Rng) -> Case:
    """Nothing is asked."""
    return _case(any_keys(rng, 0), 7)


def random_jumps(rng: Rng) -> Case:
    """Any keys, any number of buckets."""
    return _case(any_keys(rng, 400), int(rng.integers(2, 3000)))


def _workload(buckets: int) -> Workload:
    """A million keys."""
    return Workload(lambda rng: _case(any_keys(rng, 1_000_000), buckets), key_count, "keys")


WORKLOADS: dict[str, Workload] = {
    "jump_hundred": _workload(100),
    "jump_thousand": _workload(1_000),
}
