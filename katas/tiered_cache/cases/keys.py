"""Keys for the cases of every level: a few different ones, or very many."""

from __future__ import annotations

import numpy as np

from harness.kata import Rng


def different_keys(rng: Rng, count: int) -> list[int]:
    """Different keys below 100, key 0 not always among them."""
    keys: list[int] = rng.permutation(100)[:count].tolist()
    return keys


def shuffled(rng: Rng, ranks: np.ndarray, n_keys: int) -> np.ndarray:
    """The ranks under other numbers, so that popular keys do not lie side by side.

    Multiplication by a number without a common divisor is a permutation, and costs no table.
    """
    factor = int(n_keys * 0.618) | 1
    while np.gcd(factor, n_keys) != 1:
        factor += 2
    numbers: np.ndarray = (ranks * factor + int(rng.integers(0, n_keys))) % n_keys
    return numbers
