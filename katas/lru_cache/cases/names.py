"""Names for keys that somebody would take for one another."""

from __future__ import annotations

import numpy as np

from harness.kata import Rng

INT64 = np.iinfo(np.int64)
_HASH_PRIME = 2**61 - 1
"""Python's hash of an int is its remainder by this number."""
_GOLDEN = 0x9E3779B97F4A7C15
_BACK = pow(_GOLDEN, -1, 2**64)


def ends(rng: Rng) -> np.ndarray:
    """Both ends of int64, what lies around 0, and neighbours that are one float64 or float32."""
    big, middle = int(rng.integers(2**60, 2**61)), 2**24 + 2 * int(rng.integers(1, 2**10))
    around = [-2, -1, 0, 1, INT64.min, INT64.min + 1, INT64.max, INT64.max - 1]
    return np.array([*around, big, big + 1, -big, middle, middle + 1], np.int64)


def alike(rng: Rng) -> np.ndarray:
    """A key and those that are the same to a mask, without a sign, modulo, halves swapped or
    added, and in the upper half of a usual product.
    """
    high, low = (int(each) for each in rng.integers(1, 2**30, 2))
    key = (high << 32) + low
    masked = [key + 2**bits for bits in (8, 15, 16, 24, 31, 32, 40, 48)]
    folded = [-key, key - 2**63, key + _HASH_PRIME, (low << 32) + high, key ^ (2**32 + 1)]
    product = [_signed((high << 32) + each) for each in range(2)]
    return np.array([key, *masked, *folded, *product], np.int64)


def _signed(product: int) -> int:
    """The key whose product with the golden ratio is this, modulo 2**64."""
    key = product * _BACK % 2**64
    return key - 2**64 if key >= 2**63 else key
