"""Whatever the contract allows, more often at its ends: one maker for each function."""

from __future__ import annotations

import numpy as np

from harness.kata import TWO_ALIVE, Case, Rng

from ..operations import PUT
from .chunks import exact_case
from .names import INT64, alike, ends

_BITS = [8, 15, 16, 31, 32, 53]
_PLACES = [0, 1, 2, 3, 5]


def _names(rng: Rng) -> np.ndarray:
    """A few of the keys that somebody would take for one another."""
    return rng.choice(np.concatenate([alike(rng), ends(rng)]), int(rng.integers(1, 9)))


def _keys(rng: Rng) -> np.ndarray:
    """None, one or many requests for a few keys; some of them stutter."""
    count = int(rng.choice([0, 1, 2, 60], p=[0.05, 0.1, 0.15, 0.7]))
    keys = rng.choice(_names(rng), count)
    return keys.repeat(rng.integers(1, 4, count)) if rng.random() < 0.3 else keys


def requests_of_replay(rng: Rng) -> Case:
    """A capacity near what the keys need, or one that is far from it, of both signs."""
    far = 2 ** int(rng.choice([*_BITS, 62])) + int(rng.integers(-2, 3))
    capacity = int(rng.choice([*_PLACES, 6, 7, far, INT64.max, -1, -far, INT64.min]))
    return {"keys": _keys(rng), "capacity": capacity}


def requests_of_curve(rng: Rng) -> Case:
    """Requests for a few keys."""
    return {"keys": _keys(rng)}


def operations_of_stream(rng: Rng) -> Case:
    """Operations on a few keys with a few values, in batches of all sizes."""
    keys, values = _names(rng), np.append(_names(rng), [0, 1])
    shares = rng.dirichlet([0.7] * 4)
    batches = []
    for size in rng.choice([0, 1, 2, 12, 40], int(rng.integers(1, 5))):
        op = rng.choice(4, size, p=shares).astype(np.uint8)
        value = np.where(op == PUT, rng.choice(values, size), 0)
        batches.append({"op": op, "key": rng.choice(keys, size), "value": value})
    capacity = int(rng.choice([*_PLACES, 2**8 + 1, 1_000]))
    alive = {TWO_ALIVE: True} if rng.random() < 0.2 else {}
    return {"capacity": capacity, "batches": batches} | alive


def requests_of_policy(rng: Rng) -> Case:
    """A few of some keys, in fewer places or more."""
    n_keys = int(rng.choice([1, 2, 5, 20, 300]))
    count = int(rng.choice([0, 1, 2, 60, 256, 257], p=[0.05, 0.1, 0.1, 0.5, 0.1, 0.15]))
    asked = np.append(rng.integers(0, n_keys, int(rng.integers(1, 9))), [0, n_keys - 1])
    seed = int(rng.choice([0, 1, 2**31 - 1, int(rng.integers(0, 2**31))]))
    case = exact_case(rng.choice(asked, count), int(rng.choice([1, 2, 3, 8, 1_000])), n_keys, seed)
    return case | ({TWO_ALIVE: True} if rng.random() < 0.2 else {})


ANYTHING = {
    "replay": requests_of_replay,
    "LRU": operations_of_stream,
    "hits_by_capacity": requests_of_curve,
    "step": requests_of_policy,
}
