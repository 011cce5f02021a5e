"""A trace as a policy gets it: in chunks, and with numbers for keys that mean nothing."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng

CHUNK = 256
"""Requests that a policy gets in one batch: how far it could look ahead, if it could look ahead."""


def in_chunks(keys: np.ndarray) -> list[Case]:
    """The trace as the batches of a policy case; the last may be shorter."""
    return [{"keys": keys[start : start + CHUNK].copy()} for start in range(0, len(keys), CHUNK)]


def policy_case(rng: Rng, keys: np.ndarray, capacity: int, n_keys: int) -> Case:
    """A policy case; the numbers of the keys are dealt anew, for they must mean nothing."""
    return {
        "capacity": capacity,
        "n_keys": n_keys,
        "seed": int(rng.integers(0, 2**31)),
        "batches": in_chunks(rng.permutation(n_keys)[keys]),
    }


def requests(case: Case) -> int:
    """How many requests there are."""
    return sum(len(batch["keys"]) for batch in case["batches"])
