"""Cases of the level lookup."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng, Workload

from ..rings import points_of
from .fleets import (
    MAX_ID,
    any_keys,
    beyond_the_last,
    hashed_onto,
    key_count,
    keys_of_the_drained,
    node_ids,
    ring_case,
    with_room_at_the_end,
)

__all__ = [
    "worked_example",
    "one_node",
    "wrap_around",
    "drained_nodes",
    "weighted_nodes",
    "insertion_order",
    "hash_on_a_point",
    "point_ties",
    "neighbouring_keys",
    "largest_ids",
    "nobody_there",
    "listed_twice",
    "less_than_nothing",
    "no_keys",
    "random_fleet",
]


def worked_example(rng: Rng) -> Case:
    """The example of the starter, and some more keys."""
    keys = np.concatenate([np.array([3, 4, 1, 13, 23], np.uint64), any_keys(rng, 30)])
    return ring_case([3, 1, 2], [2, 2, 1], keys, 16)


def one_node(rng: Rng) -> Case:
    """A fleet of one, with a single point: it owns everything."""
    return ring_case(node_ids(rng, 1), [1], any_keys(rng, 40))


def wrap_around(rng: Rng) -> Case:
    """Half of the keys are above the last point, so the ring begins anew."""
    node, vnodes, points, _ = with_room_at_the_end(rng)
    last = beyond_the_last(rng, 60, points, 64)
    return ring_case(node, vnodes, rng.permutation(np.concatenate([last, any_keys(rng, 60)])))


def drained_nodes(rng: Rng) -> Case:
    """Some nodes have no vnodes: they stay in the fleet and own nothing.

    Some keys lie where the first points of those nodes would be.
    """
    vnodes = np.concatenate([[0, 0], rng.integers(1, 9, 6), [0]])
    case = ring_case(node_ids(rng, 9), rng.permutation(vnodes), any_keys(rng, 200))
    keys = np.concatenate([keys_of_the_drained(case), case["keys"]])
    return case | {"keys": rng.permutation(keys)}


def weighted_nodes(rng: Rng) -> Case:
    """Nodes of 10, 20 and 40 vnodes."""
    return ring_case(node_ids(rng, 9), rng.permutation([10, 20, 40] * 3), any_keys(rng, 400))


def insertion_order(rng: Rng) -> Case:
    """Ids in falling order; the ring is the same as in any other."""
    node = np.sort(node_ids(rng, 12))[::-1]
    return ring_case(node, np.full(12, 12), any_keys(rng, 300))


def hash_on_a_point(rng: Rng) -> Case:
    """Keys that fall exactly on a point belong to it."""
    points = np.zeros(2, np.uint64)
    while len(np.unique(points)) < len(points):  # no ties: they are a matter of their own
        node, vnodes = node_ids(rng, 10), np.full(10, 12)
        points, _ = points_of(node, vnodes, 16)
    keys = np.concatenate([hashed_onto(rng, 60, points, 16), any_keys(rng, 60)])
    return ring_case(node, vnodes, rng.permutation(keys), 16)


def point_ties(rng: Rng) -> Case:
    """65,536 places and 6,000 points: some lie on each other, and the lower id owns the arc."""
    node = rng.permutation(node_ids(rng, 40))
    return ring_case(node, np.full(40, 150), any_keys(rng, 1000), 16)


def neighbouring_keys(rng: Rng) -> Case:
    """Keys that count up, from 0 and up to the last; their hashes lie all over the ring."""
    keys = np.arange(300, dtype=np.uint64)
    return ring_case(node_ids(rng, 8), np.full(8, 20), np.concatenate([keys, ~keys]))


def largest_ids(rng: Rng) -> Case:
    """Node ids up to 2**31 - 1, and all of them neighbours."""
    return ring_case(MAX_ID - rng.permutation(9), np.full(9, 16), any_keys(rng, 300))


def nobody_there(rng: Rng) -> Case:
    """No nodes, or only drained ones: refused."""
    count = int(rng.integers(0, 2)) * 3
    return ring_case(node_ids(rng, count), np.zeros(count, np.int64), any_keys(rng, 5))


def listed_twice(rng: Rng) -> Case:
    """One id stands twice, not side by side: refused."""
    node = node_ids(rng, 6)
    node[5] = node[int(rng.integers(0, 4))]
    return ring_case(node, rng.integers(1, 9, 6), any_keys(rng, 20))


def less_than_nothing(rng: Rng) -> Case:
    """A negative number of vnodes: refused."""
    vnodes = rng.integers(3, 9, 6)
    vnodes[rng.integers(0, 6)] = -1
    return ring_case(node_ids(rng, 6), vnodes, any_keys(rng, 20))


def no_keys(rng: Rng) -> Case:
    """Nothing is asked."""
    return ring_case(node_ids(rng, 4), [3, 0, 2, 5], any_keys(rng, 0))


def random_fleet(rng: Rng) -> Case:
    """Nodes of all sizes, some of them drained."""
    count = int(rng.integers(20, 40))
    vnodes = rng.integers(0, 60, count)
    vnodes[:2] = 25
    return ring_case(node_ids(rng, count), vnodes, any_keys(rng, 1000))


def _workload(nodes: int) -> Workload:
    """A million keys, and nodes of 160 vnodes: another fleet and other keys in each call."""

    def make(rng: Rng) -> Case:
        return ring_case(node_ids(rng, nodes), np.full(nodes, 160), any_keys(rng, 1_000_000))

    return Workload(make, key_count, "keys")


WORKLOADS: dict[str, Workload] = {
    "hundred_nodes": _workload(100),
    "thousand_nodes": _workload(1_000),
}
