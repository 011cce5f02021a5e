"""Cases of the level replicas."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng, Workload

from .fleets import (
    MANY,
    VNODES_MAX,
    alike_ids,
    alike_keys,
    any_keys,
    beside_points,
    beyond_the_last,
    key_count,
    keys_of_the_drained,
    node_ids,
    on_points,
    ring_case,
    some_again,
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
    "a_giant_and_two",
    "as_many_as_there_are",
    "copies_of_alike_ids",
    "most_copies",
    "copies_of_keys_alike",
    "bytes_and_words_of_copies",
    "one_node_of_copies",
    "one_key_of_copies",
    "no_copies_asked",
]
DEPTH = ("a_walk_of_thousands", "many_nodes_and_copies")


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


def a_giant_and_two(rng: Rng) -> Case:
    """One node of 3,000 points and two of one: the walk to the last copy is nearly all around."""
    vnodes = rng.permutation([3_000, 1, 1])
    return _replicas(ring_case(node_ids(rng, 3), vnodes, any_keys(rng, 12)), 3)


def as_many_as_there_are(rng: Rng) -> Case:
    """One copy more than there are nodes, just as many, or one less; some nodes are drained."""
    live = int(rng.integers(2, 7))
    vnodes = rng.permutation([0] * 2 + [3] * live)
    keys = np.concatenate([any_keys(rng, 40), alike_keys(rng)[:8]])
    return _replicas(
        ring_case(node_ids(rng, live + 2), vnodes, keys), live + int(rng.choice([-1, 0, 1]))
    )


def copies_of_alike_ids(rng: Rng) -> Case:
    """Ids that agree in their lowest bits, both ends among them; keys on the points and beside."""
    node = alike_ids(rng)
    case = ring_case(node, rng.integers(1, 4, len(node)), any_keys(rng, 0))
    return _replicas(case | {"keys": rng.permutation(beside_points(case))}, 4)


def most_copies(rng: Rng) -> Case:
    """As many copies as may be asked for, of 40 nodes."""
    return _replicas(ring_case(node_ids(rng, 40), rng.integers(1, 5, 40), any_keys(rng, 60)), 32)


def copies_of_keys_alike(rng: Rng) -> Case:
    """Keys that agree in all bits but one, both ends, and some of them again."""
    return _replicas(ring_case(node_ids(rng, 30), np.full(30, 3), alike_keys(rng)), 2)


def bytes_and_words_of_copies(rng: Rng) -> Case:
    """More nodes than a byte or a word has room for, and a key on the first point of each."""
    node = node_ids(rng, 300)
    keys = rng.permutation(on_points(node, np.zeros(300)))
    return _replicas(ring_case(node, rng.integers(1, 3, 300), keys), 3)


def one_node_of_copies(rng: Rng) -> Case:
    """One node alone, of one vnode or several: it holds the only copy."""
    case = ring_case(node_ids(rng, 1), [int(rng.integers(1, 5))], any_keys(rng, 7))
    return _replicas(case, int(rng.integers(1, 4)))


def one_key_of_copies(rng: Rng) -> Case:
    """A single key."""
    return _replicas(ring_case(node_ids(rng, 4), [2, 0, 1, 5], any_keys(rng, 1)), 2)


def no_copies_asked(rng: Rng) -> Case:
    """No keys."""
    return _replicas(ring_case(node_ids(rng, 3), [1, 0, 2], any_keys(rng, 0)), 3)


def a_walk_of_thousands(rng: Rng) -> Case:
    """One node of as many points as there may be, a large one and two of one point: walks of tens
    of thousands of points. Keys lie on points with large numbers.
    """
    node = node_ids(rng, 5)
    number = np.array([VNODES_MAX - 1, 2**16, 2**16 + 1])
    keys = [on_points(np.full(3, node[0]), number), any_keys(rng, 3), on_points(node[4:], [2**16])]
    return _replicas(ring_case(node, [VNODES_MAX, 1, 0, 1, 2**16 + 1], np.concatenate(keys)), 4)


def many_nodes_and_copies(rng: Rng) -> Case:
    """66,000 nodes, and a key on the point of each."""
    node = node_ids(rng, MANY)
    keys = np.concatenate([on_points(node, np.zeros(MANY)), any_keys(rng, 1_000)])
    return _replicas(ring_case(node, np.ones(MANY), rng.permutation(keys)), 2)


def _three_of_two_hundred(rng: Rng) -> Case:
    """A million keys with three copies each, 200 nodes of 80, 160 or 320 vnodes, ten drained."""
    vnodes = np.concatenate([np.zeros(10), rng.choice([80, 160, 320], 190)]).astype(np.int32)
    case = ring_case(node_ids(rng, 200), rng.permutation(vnodes), some_again(rng, 1_000_000))
    return _replicas(case, 3)


WORKLOADS = {"three_of_two_hundred": Workload(_three_of_two_hundred, key_count, "keys")}
