"""The ring of the contract for whole arrays: hashes of numbers, points of a fleet."""

from __future__ import annotations

import numpy as np

GOLDEN = np.uint64(0x9E3779B97F4A7C15)


def mixed(numbers: np.ndarray) -> np.ndarray:
    """The hash of every number, all 64 bits."""
    z = np.asarray(numbers, np.uint64) + GOLDEN
    z ^= z >> np.uint64(30)
    z *= np.uint64(0xBF58476D1CE4E5B9)
    z ^= z >> np.uint64(27)
    z *= np.uint64(0x94D049BB133111EB)
    z ^= z >> np.uint64(31)
    return z


def unmixed(hashes: np.ndarray) -> np.ndarray:
    """The number that has each hash: every step of `mixed`, which loses nothing, taken back."""
    z: np.ndarray = np.asarray(hashes, np.uint64)
    z = z ^ z >> np.uint64(31) ^ z >> np.uint64(62)
    z = z * np.uint64(pow(0x94D049BB133111EB, -1, 2**64))
    z = z ^ z >> np.uint64(27) ^ z >> np.uint64(54)
    z = z * np.uint64(pow(0xBF58476D1CE4E5B9, -1, 2**64))
    z = z ^ z >> np.uint64(30) ^ z >> np.uint64(60)
    z -= GOLDEN
    return z


def points_of(node: np.ndarray, vnodes: np.ndarray, bits: int) -> tuple[np.ndarray, np.ndarray]:
    """Points and their owners, sorted by both."""
    owner = np.repeat(node, vnodes)
    first = np.repeat(np.cumsum(vnodes) - vnodes, vnodes)
    number = np.arange(len(owner)) - first
    points = mixed(owner.astype(np.uint64) << np.uint64(32) | number.astype(np.uint64))
    points >>= np.uint64(64 - bits)
    order = np.lexsort((owner, points))
    return points[order], owner[order]
