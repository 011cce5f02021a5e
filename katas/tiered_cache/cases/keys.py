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


def joined_alike(rng: Rng) -> list[tuple[int, int]]:
    """Nodes (of 64) and keys (of 200,000), pair after pair: two that are different and become the
    same where node and key are joined as text, added, multiplied and added, xored or cut to bits.
    """
    one, node = int(rng.integers(1, 6)), int(rng.integers(0, 7))
    as_text = [(one, 12), (10 * one + 1, 2), (one, 103), (10 * one + 1, 3)]
    swapped = [(one + 9, one), (one, one + 9)]
    by_node = [(1, 50, 50 + width) for width in (10, 64, 100, 2**7, 2**8, 1000, 2**10, 2**16)]
    multiplied = [pair for at, low, high in by_node for pair in ((at, low), (at - 1, high))]
    by_key = [pair for width in (8, 10, 16, 32) for pair in ((width, one), (0, one + 1))]
    short_nodes = [pair for bit in (8, 16, 32) for pair in ((node, 77), (node + bit, 77))]
    short_keys = [(node, 90 + one + bit) for bit in (0, 2**8, 2**12, 2**15, 2**16, 2**17)]
    return as_text + swapped + multiplied + by_key + short_nodes + short_keys
