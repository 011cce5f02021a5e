"""Cases of the two levels that play a policy: a number a millisecond, in batches."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from harness.kata import TWO_ALIVE, Case, Rng, Workload

NOBODY, BREAKS, REPAIRED = -1, -2, -3
SECONDS = 1_000
CHUNK = 256
"""Milliseconds that a policy gets in one batch: how far it could look ahead, if it could."""


def case_of(
    rng: Rng, keys: np.ndarray, n_keys: int, n_warm: int, capacity: int, origin: int, ttl: int
) -> Case:
    """A policy case; times in ms. The numbers of the keys are dealt anew, among the warm ones and
    among the others.
    """
    names = np.concatenate([rng.permutation(n_warm), n_warm + rng.permutation(n_keys - n_warm)])
    named = np.where(keys >= 0, names[np.maximum(keys, 0)], keys).astype(np.int64)
    return {
        "n_keys": n_keys,
        "n_warm": n_warm,
        "origin_capacity": capacity,
        "origin_ms": origin,
        "ttl_ms": ttl,
        "seed": int(rng.integers(0, 2**31)),
        "batches": [{"keys": named[at : at + CHUNK].copy()} for at in range(0, len(named), CHUNK)],
    }


def of_batches(batches: list[list[int]], alive: int = 1, **build: int) -> Case:
    """A policy case with just these keys, in batches; `alive` policies play it side by side."""
    rules = {
        "n_keys": 5,
        "n_warm": 0,
        "origin_capacity": 1,
        "origin_ms": 5,
        "ttl_ms": 20,
        "seed": 0,
    }
    played = {"batches": [{"keys": np.array(batch, np.int64)} for batch in batches]}
    return rules | {"seed": 0} | build | played | ({TWO_ALIVE: True} if alive == 2 else {})


def of_requests(make: Callable[[Rng], Case]) -> Workload:
    """A workload of a policy, counted in requests."""
    return Workload(make, lambda case: sum(len(b["keys"]) for b in case["batches"]), "requests")
