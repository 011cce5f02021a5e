"""Fleets and keys for the levels on the ring: what cases are made of."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng

from ..rings import mixed, points_of

MAX_ID = 2**31 - 1


def node_ids(rng: Rng, count: int) -> np.ndarray:
    """Different ids above 0, int32, in no order."""
    return rng.choice(MAX_ID - 1, count, replace=False).astype(np.int32) + np.int32(1)


def any_keys(rng: Rng, count: int) -> np.ndarray:
    """Any 64 bits."""
    return rng.integers(0, 2**64, count, np.uint64)


def ring_case(
    node: np.ndarray | list[int], vnodes: np.ndarray | list[int], keys: np.ndarray, bits: int = 64
) -> Case:
    """A case of `lookup`."""
    return {
        "node": np.array(node, np.int32),
        "vnodes": np.array(vnodes, np.int32),
        "bits": bits,
        "keys": np.ascontiguousarray(keys, np.uint64),
    }


def keys_of_the_drained(case: Case) -> np.ndarray:
    """For each node without vnodes, the key that falls on the first point it would have.

    Keys and points are mixed alike, so a key that is a point's name lands on that point.
    """
    drained: np.ndarray = case["node"][case["vnodes"] == 0].astype(np.uint64)
    return drained << np.uint64(32)


def keys_where(rng: Rng, count: int, bits: int, wanted: object) -> np.ndarray:
    """`count` keys whose hashes the function `wanted` picks from many."""
    found: list[np.ndarray] = []
    while sum(map(len, found)) < count:
        tried = any_keys(rng, 1 << 16)
        hashes = mixed(tried) >> np.uint64(64 - bits)
        found.append(tried[wanted(hashes)])  # type: ignore[operator]
    return np.concatenate(found)[:count]


def hashed_onto(rng: Rng, count: int, points: np.ndarray, bits: int) -> np.ndarray:
    """Keys whose hash is one of the points; only possible with few bits."""
    return keys_where(rng, count, bits, lambda hashes: np.isin(hashes, points))


def beyond_the_last(rng: Rng, count: int, points: np.ndarray, bits: int) -> np.ndarray:
    """Keys above the highest point; the fleet must be small enough to leave room there."""
    return keys_where(rng, count, bits, lambda hashes: hashes > points[-1])


def with_room_at_the_end(rng: Rng) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Few points, whose first and last owner are different nodes."""
    while True:
        node, vnodes = node_ids(rng, 5), np.ones(5, np.int64)
        points, owner = points_of(node, vnodes, 64)
        if points[-1] < np.uint64(0xF800 << 48) and owner[0] != owner[-1]:
            return node, vnodes, points, owner


def key_count(case: Case) -> int:
    """How many keys are asked for."""
    return len(case["keys"])
