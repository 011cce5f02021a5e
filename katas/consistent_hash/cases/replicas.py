"""Cases of the level replicas."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng, Workload

from .fleets import (
    any_keys,
    beyond_the_last,
    key_count,
    keys_of_the_drained,
    node_ids,
    ring_case,
    with_room_at_the_end,
)
from .lookup import worked_example

__all__ = [
    "replicas_example",
    "neighbouring_vnodes",
    "first_is_the_owner",
    "around_the_end",
    "drained_replicas",
    "heavy_node",
    "tied_replicas",
    "more_than_there_are",
    "single_replica",
    "random_replicas",
]


def _replicas(case: Case, r: int) -> Case:
    return {**case, "r": r}


def replicas_example(rng: Rng) -> Case:
    """The example of the starter, and some more keys."""
    return _replicas(worked_example(rng), 2)


def neighbouring_vnodes(rng: Rng) -> Case:
    """Three nodes of 50 vnodes: the next points are often the same node's."""
    return _replicas(ring_case(node_ids(rng, 3), [50, 50, 50], any_keys(rng, 200)), 3)


def first_is_the_owner(rng: Rng) -> Case:
    """Many nodes of one point each: nothing is repeated, only the order counts."""
    return _replicas(ring_case(node_ids(rng, 40), np.ones(40), any_keys(rng, 200)), 3)


def around_the_end(rng: Rng) -> Case:
    """All keys lie behind the last points, so that the walk goes on at the beginning."""
    node, vnodes, points, _ = with_room_at_the_end(rng)
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


def _three_of_two_hundred(rng: Rng) -> Case:
    """A million keys with three copies each, 200 nodes of 80, 160 or 320 vnodes, ten drained."""
    vnodes = np.concatenate([np.zeros(10), rng.choice([80, 160, 320], 190)]).astype(np.int32)
    case = ring_case(node_ids(rng, 200), rng.permutation(vnodes), any_keys(rng, 1_000_000))
    return _replicas(case, 3)


WORKLOADS = {"three_of_two_hundred": Workload(_three_of_two_hundred, key_count, "keys")}
