"""A trace as a policy gets it: in chunks, and with numbers for keys that mean nothing."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng

CHUNK = 256
"""Requests that a policy gets in one batch: how far it could look ahead, if it could look ahead."""
LONG_CHUNK = 10_000
"""The same where only legality is judged, of long traces: they are sooner played so."""


def in_chunks(keys: np.ndarray, chunk: int = CHUNK) -> list[Case]:
    """The trace as the batches of a policy case; the last may be shorter, or the only one empty."""
    starts = range(0, max(1, len(keys)), chunk)
    return [{"keys": keys[start : start + chunk].copy()} for start in starts]


def policy_case(rng: Rng, keys: np.ndarray, capacity: int, n_keys: int) -> Case:
    """A policy case; the numbers of the keys are dealt anew, for they must mean nothing."""
    seed = int(rng.integers(0, 2**31))
    return exact_case(rng.permutation(n_keys)[keys], capacity, n_keys, seed)


def exact_case(keys: np.ndarray, capacity: int, n_keys: int, seed: int, chunk: int = CHUNK) -> Case:
    """A policy case of just these keys and this seed."""
    head = {"capacity": capacity, "n_keys": n_keys, "seed": seed}
    return {**head, "batches": in_chunks(np.array(keys, np.int64), chunk)}


def long_case(rng: Rng, keys: np.ndarray, capacity: int, n_keys: int) -> Case:
    """A policy case of more requests than fit into small chunks."""
    return exact_case(keys, capacity, n_keys, int(rng.integers(0, 2**31)), LONG_CHUNK)


def requests(case: Case) -> int:
    """How many requests there are."""
    return sum(len(batch["keys"]) for batch in case["batches"])
