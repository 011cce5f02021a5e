"""Fleets and keys for the levels on the ring: what cases are made of."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng

from ..rings import mixed, points_of, unmixed

MAX_ID = 2**31 - 1
LAST_PLACE = 2**64 - 1
VNODES_MAX = 100_000
MANY = 66_000
"""More than 2^16."""
SIZES = (1, 2, 32, 33, 64, 65, 255, 256, 257, 300)
"""Fleets that do not fit into a byte, or the bits of a word, and such as just do."""


def node_ids(rng: Rng, count: int) -> np.ndarray:
    """Different ids above 0, int32, in no order."""
    return rng.choice(MAX_ID - 1, count, replace=False).astype(np.int32) + np.int32(1)


def any_keys(rng: Rng, count: int) -> np.ndarray:
    """Any 64 bits."""
    return rng.integers(0, 2**64, count, np.uint64)


def alike_ids(rng: Rng) -> np.ndarray:
    """The lowest id and the highest, neighbours that half a float cannot tell apart, and ids that
    agree in their lowest 8, 16 and 24 bits; in no order.
    """
    one = int(rng.integers(2, 2**8)) + 2 ** int(rng.integers(26, 30))
    alike = [one, one + 2**8, one + 2**16, one + 2**24, one + 1]
    return rng.permutation(np.array([1, MAX_ID, MAX_ID - 1, *alike], np.int32))


def alike_keys(rng: Rng) -> np.ndarray:
    """Both ends, and keys that agree in all bits but one; some of them once more, side by side and
    later.
    """
    bits = np.uint64(1) << np.array([0, 7, 8, 15, 16, 24, 31, 32, 47, 53, 62, 63], np.uint64)
    ends = np.array([0, 1, 2**24 + 1, 2**53 + 1, 2**63, LAST_PLACE], np.uint64)
    keys = np.concatenate([ends, *(each ^ bits for each in any_keys(rng, 4))])
    return np.concatenate([keys, np.repeat(rng.permutation(keys)[:8], 2), ends])


def some_again(rng: Rng, count: int) -> np.ndarray:
    """Any keys, of which the last tenth has been there before."""
    keys = any_keys(rng, count)
    keys[count - count // 10 :] = keys[: count // 10]
    return keys


def some_drained(nodes: int, vnodes: int = 160) -> np.ndarray:
    """Vnodes of so many nodes at full size: every twentieth is drained."""
    return np.where(np.arange(nodes) % 20 == 7, 0, vnodes)


def on_points(node: np.ndarray | list[int], vnode: np.ndarray | list[int]) -> np.ndarray:
    """Keys that lie on these points: a key that is a point's name is mixed like it."""
    high = np.array(node, np.uint64) << np.uint64(32)
    names: np.ndarray = high | np.array(vnode, np.uint64)
    return names


def beside_points(case: Case) -> np.ndarray:
    """Of a ring of 64 bits: keys on every point, one place before it and one behind, and on the
    first and the last place of all.
    """
    points, _ = points_of(case["node"], case["vnodes"], 64)
    one = np.uint64(1)
    ends = np.array([0, LAST_PLACE], np.uint64)
    return unmixed(np.concatenate([points, points - one, points + one, ends]))


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
    """For each node without vnodes, the key that falls on the first point it would have."""
    drained = case["node"][case["vnodes"] == 0]
    return on_points(drained, np.zeros(len(drained)))


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
