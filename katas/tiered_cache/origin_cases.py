"""Traces for the levels origin-policy and feedback-loop: a number a millisecond."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from harness.kata import Case, Workload
from katas import traces

Rng = np.random.Generator
NOBODY, BREAKS, REPAIRED = -1, -2, -3
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


def one_key(rng: Rng) -> Case:
    """One warm key, asked for every millisecond."""
    return case_of(rng, np.zeros(120, np.int64), 1, 1, 1, int(rng.integers(5, 9)), 20)


def one_connection(rng: Rng) -> Case:
    """The origin answers one fetch at a time, and nothing is there.

    Key 1 comes while key 0 is fetched; a fetch of it would be refused, and still be under way when
    key 2 comes.
    """
    first = [0, 0, 0, 1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 2]
    return case_of(rng, np.concatenate([first, rng.integers(0, 5, 200)]), 5, 0, 1, 7, 60)


def nothing_cached(rng: Rng) -> Case:
    """Each key comes for the first time; half of them in a row, at once."""
    keys = np.concatenate([np.arange(20), np.repeat(np.arange(20, 30), 3), rng.integers(0, 30, 60)])
    return case_of(rng, keys, 30, 0, 3, 10, 50)


def all_expire_at_once(rng: Rng) -> Case:
    """Everything is fresh until the same millisecond."""
    return case_of(rng, rng.integers(0, 12, 300), 12, 12, 2, 10, int(rng.integers(30, 60)))


def quiet_hours(rng: Rng) -> Case:
    """Nobody asks for a while, and time passes all the same."""
    keys = np.full(260, NOBODY)
    asked = np.concatenate([rng.permutation(30)[:12], 200 + rng.permutation(60)[:40]])
    keys[asked] = rng.integers(0, 4, len(asked))
    return case_of(rng, keys, 4, 2, 1, 8, 40)


def failed_fetch_is_over(rng: Rng) -> Case:
    """The origin breaks; keys without a value are asked for again long after a fetch has failed."""
    keys = np.full(200, NOBODY)
    keys[0:10] = np.arange(10) % 5
    keys[10] = BREAKS
    keys[11:60] = rng.integers(0, 10, 49)
    keys[90] = REPAIRED
    keys[91:] = rng.integers(0, 10, 109)
    return case_of(rng, keys, 10, 3, 2, 9, 30)


def small_zipf(rng: Rng) -> Case:
    """More than one chunk of the usual kind; some keys are new."""
    return case_of(rng, traces.zipf_ranks(rng, 900, 60), 60, 40, 2, 15, 120)


def _incident(
    rng: Rng, keys: np.ndarray, at: tuple[int, ...], patience: int, **system: int
) -> Case:
    """A trace in which the origin breaks and is repaired, in turn, at the times `at`.

    `_fixed`: when it is repaired for good; `_patience`: how long after it no fetch may be refused.
    """
    keys = keys.copy()
    for turn, when in enumerate(at):
        keys[when] = REPAIRED if turn % 2 else BREAKS
    return {**case_of(rng, keys, **system), "_fixed": at[-1], "_patience_ms": patience}


def broken_and_fixed(rng: Rng) -> Case:
    """The incident, sixty times faster: 700 ms of quiet, 2 s of trouble, 1 s to recover."""
    keys = rng.permutation(80)[traces.zipf_ranks(rng, 4_700, 80)]
    return _incident(
        rng, keys, (700, 2_700), 1_000, n_keys=80, n_warm=80, capacity=2, origin=20, ttl=600
    )


def broken_twice(rng: Rng) -> Case:
    """Repaired, broken again at once, repaired."""
    keys = rng.permutation(40)[traces.zipf_ranks(rng, 2_000, 40)]
    return _incident(
        rng, keys, (200, 500, 520, 900), 400, n_keys=40, n_warm=30, capacity=2, origin=15, ttl=200
    )


SECONDS = 1_000


def _zipf(rng: Rng, seconds: int, n_keys: int) -> np.ndarray:
    return traces.zipf_ranks(rng, seconds * SECONDS, n_keys)


def same_minute() -> Workload:
    """A mass warm-up: 2,000 values of one age, a third of the fetches that they would need."""

    def make(rng: Rng) -> Case:
        keys = _zipf(rng, 120, 2_000)
        return case_of(rng, keys, 2_000, 2_000, capacity=8, origin=200, ttl=10_000)

    return _workload(make)


def cold_shelf() -> Workload:
    """The popular half of the keys is there; new ones come up for two minutes, and are in demand.

    A fifth of the requests goes to 600 keys without a value, each from a time of its own on.
    """

    def make(rng: Rng) -> Case:
        keys = _zipf(rng, 120, 1_000)
        count = len(keys)
        new = np.flatnonzero(rng.random(count) < 0.2)
        released = 1 + 599 * new // count
        age = np.minimum(traces.zipf_ranks(rng, len(new), 600), released)
        keys[new] = 1_000 + released - age
        return case_of(rng, keys, 1_600, 1_000, capacity=8, origin=200, ttl=10_000)

    return _workload(make)


def evening_peak() -> Workload:
    """The rate swings four times between a fifth and one request a millisecond."""

    def make(rng: Rng) -> Case:
        keys = _zipf(rng, 120, 1_500)
        turn = np.linspace(0.0, 8.0 * np.pi, len(keys), endpoint=False)
        keys[rng.random(len(keys)) > 0.6 - 0.4 * np.cos(turn)] = NOBODY
        return case_of(rng, keys, 1_500, 1_500, capacity=6, origin=200, ttl=10_000)

    return _workload(make)


def invalid_value() -> Workload:
    """A quiet minute, two minutes in which the origin answers nothing valid, and 90 s after."""

    def make(rng: Rng) -> Case:
        keys = _zipf(rng, 270, 2_000)
        at = (60 * SECONDS, 180 * SECONDS)
        system = {"n_keys": 2_000, "n_warm": 1_800, "capacity": 8, "origin": 200, "ttl": 20_000}
        return _incident(rng, keys, at, 60 * SECONDS, **system)

    return _workload(make)


def _workload(make: Callable[[Rng], Case]) -> Workload:
    return Workload(make, lambda case: sum(len(b["keys"]) for b in case["batches"]), "requests")
