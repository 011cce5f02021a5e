"""Cases of the levels replicas and bounded."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Workload

from .ring_cases import _with_room_at_the_end
from .rings import Rng, any_keys, beyond_the_last, keys_of_the_drained, node_ids, ring_case


def _replicas(case: Case, r: int) -> Case:
    return {**case, "r": r}


def _bounded(case: Case, numerator: int, denominator: int) -> Case:
    return {**case, "numerator": numerator, "denominator": denominator}


def replicas_example(rng: Rng) -> Case:
    """The example of the starter, and some more keys."""
    keys = np.concatenate([np.array([3, 4, 1, 13, 23], np.uint64), any_keys(rng, 30)])
    return _replicas(ring_case([3, 1, 2], [2, 2, 1], keys, 16), 2)


def neighbouring_vnodes(rng: Rng) -> Case:
    """Three nodes of 50 vnodes: the next points are often the same node's."""
    return _replicas(ring_case(node_ids(rng, 3), [50, 50, 50], any_keys(rng, 200)), 3)


def first_is_the_owner(rng: Rng) -> Case:
    """Many nodes of one point each: nothing is repeated, only the order counts."""
    return _replicas(ring_case(node_ids(rng, 40), np.ones(40), any_keys(rng, 200)), 3)


def around_the_end(rng: Rng) -> Case:
    """All keys lie behind the last points, so that the walk goes on at the beginning."""
    node, vnodes, points, _ = _with_room_at_the_end(rng)
    return _replicas(ring_case(node, vnodes, beyond_the_last(rng, 80, points, 64)), 3)


def drained_replicas(rng: Rng) -> Case:
    """Drained nodes hold no copies, also of keys that lie where their points would be."""
    vnodes = rng.permutation([0, 0, 0, 8, 8, 8, 8, 8])
    case = ring_case(node_ids(rng, 8), vnodes, any_keys(rng, 200))
    keys = np.concatenate([keys_of_the_drained(case), case["keys"]])
    return _replicas(case | {"keys": rng.permutation(keys)}, 3)


def heavy_node(rng: Rng) -> Case:
    """One node has nine of ten points: walks to the next two are long."""
    return _replicas(ring_case(node_ids(rng, 5), [900, 25, 25, 25, 25], any_keys(rng, 300)), 3)


def tied_replicas(rng: Rng) -> Case:
    """Points on each other: copies go to the lower id first."""
    return _replicas(ring_case(node_ids(rng, 30), np.full(30, 120), any_keys(rng, 400), 16), 3)


def more_than_there_are(rng: Rng) -> Case:
    """Five copies and three nodes that are not drained: the rest stays empty."""
    vnodes = rng.permutation([0, 4, 7, 5])
    return _replicas(ring_case(node_ids(rng, 4), vnodes, any_keys(rng, 100)), 5)


def single_replica(rng: Rng) -> Case:
    """One copy: what `lookup` answers."""
    return _replicas(ring_case(node_ids(rng, 7), rng.integers(1, 20, 7), any_keys(rng, 200)), 1)


def random_replicas(rng: Rng) -> Case:
    """Nodes of all weights, some drained."""
    count = int(rng.integers(12, 30))
    vnodes = rng.choice([0, 20, 40, 80], count, p=[0.1, 0.4, 0.3, 0.2])
    vnodes[:4] = 20
    return _replicas(ring_case(node_ids(rng, count), vnodes, any_keys(rng, 300)), 4)


def bounded_example(rng: Rng) -> Case:
    """The example of the starter: four keys of one arc, and room for two on each node."""
    keys = np.array([3, 10, 18, 102], np.uint64)
    return _bounded(ring_case([3, 1, 2], [2, 2, 1], keys, 16), 5, 4)


def just_enough_room(rng: Rng) -> Case:
    """Cap times nodes is the number of keys: everybody is full at the end."""
    return _bounded(ring_case(node_ids(rng, 8), np.full(8, 20), any_keys(rng, 240)), 1, 1)


def cap_is_rounded_up(rng: Rng) -> Case:
    """The fair share is no whole number, and rounded down there is no room for all."""
    count = 7 * int(rng.integers(20, 40)) + 3
    return _bounded(ring_case(node_ids(rng, 7), np.full(7, 30), any_keys(rng, count)), 1, 1)


def arrival_order(rng: Rng) -> Case:
    """Who comes first finds room. 1.1 * 360 / 6 is 66, and a little more in floats."""
    return _bounded(ring_case(node_ids(rng, 6), np.full(6, 10), any_keys(rng, 360)), 11, 10)


def drained_do_not_count(rng: Rng) -> Case:
    """Half of the nodes are drained: the others share all keys.

    The first keys lie where the points of the drained would be, and come while there is room.
    """
    vnodes = rng.permutation([0] * 5 + [15] * 5)
    case = ring_case(node_ids(rng, 10), vnodes, any_keys(rng, 245))
    return _bounded(
        case | {"keys": np.concatenate([keys_of_the_drained(case), case["keys"]])}, 5, 4
    )


def overflow_wraps(rng: Rng) -> Case:
    """All keys behind the last point: what is too much goes on at the beginning."""
    node, vnodes, points, _ = _with_room_at_the_end(rng)
    return _bounded(ring_case(node, vnodes, beyond_the_last(rng, 150, points, 64)), 5, 4)


def far_overflow(rng: Rng) -> Case:
    """One node has most of the ring, and its keys fill all others one after the other."""
    case = ring_case(node_ids(rng, 12), [400] + [4] * 11, any_keys(rng, 600))
    return _bounded(case, 11, 10)


def ties_overflow(rng: Rng) -> Case:
    """Points on each other: the next in line is the next id."""
    return _bounded(ring_case(node_ids(rng, 30), np.full(30, 120), any_keys(rng, 500), 16), 1, 1)


def room_for_all(rng: Rng) -> Case:
    """A factor so large that nobody is ever full: what `lookup` answers."""
    return _bounded(ring_case(node_ids(rng, 9), np.full(9, 12), any_keys(rng, 300)), 9, 1)


def random_bounded(rng: Rng) -> Case:
    """Any weights, any factor."""
    count = int(rng.integers(6, 20))
    vnodes = rng.choice([0, 20, 40], count, p=[0.1, 0.5, 0.4])
    vnodes[:2] = 20
    case = ring_case(node_ids(rng, count), vnodes, any_keys(rng, int(rng.integers(300, 900))))
    denominator = int(rng.integers(3, 60))
    return _bounded(case, denominator + int(rng.integers(0, 4)), denominator)


def _keys_of(case: Case) -> int:
    return len(case["keys"])


def replica_workload() -> Workload:
    """A million keys with three copies each, 200 nodes of 80, 160 or 320 vnodes, ten drained."""

    def make(rng: Rng) -> Case:
        vnodes = np.concatenate([np.zeros(10), rng.choice([80, 160, 320], 190)]).astype(np.int32)
        case = ring_case(node_ids(rng, 200), rng.permutation(vnodes), any_keys(rng, 1_000_000))
        return _replicas(case, 3)

    return Workload(make, _keys_of, "keys")


def bounded_workload(numerator: int, denominator: int) -> Workload:
    """A million keys, 200 nodes of 160 vnodes."""

    def make(rng: Rng) -> Case:
        case = ring_case(node_ids(rng, 200), np.full(200, 160), any_keys(rng, 1_000_000))
        return _bounded(case, numerator, denominator)

    return Workload(make, _keys_of, "keys")
