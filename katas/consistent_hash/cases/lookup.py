"""Cases of the level lookup."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng, Workload

from ..rings import mixed, points_of, unmixed
from .fleets import (
    MANY,
    MAX_ID,
    SIZES,
    VNODES_MAX,
    alike_ids,
    alike_keys,
    any_keys,
    beside_points,
    beyond_the_last,
    hashed_onto,
    key_count,
    keys_of_the_drained,
    node_ids,
    on_points,
    ring_case,
    some_again,
    some_drained,
    with_room_at_the_end,
)
from .refused import (
    as_much_less_as_more,
    drained_and_again,
    least_of_all,
    less_than_nothing,
    listed_twice,
    nearly_least,
    no_fleet,
    nobody_there,
    refused_without_keys,
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
    "on_and_beside_points",
    "fleet_of_alike_ids",
    "alike_keys_asked",
    "vnodes_beyond_a_byte",
    "bytes_and_words_of_nodes",
    "one_key_of_one_node",
    "drained_and_again",
    "as_much_less_as_more",
    "least_of_all",
    "nearly_least",
    "no_fleet",
    "refused_without_keys",
    "tied_from_all_sides",
    "points_on_the_ends",
    "fleets_of_one_sum",
]
DEPTH = ("many_nodes_and_keys", "many_vnodes")


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


def no_keys(rng: Rng) -> Case:
    """Nothing is asked."""
    return ring_case(node_ids(rng, 4), [3, 0, 2, 5], any_keys(rng, 0))


def random_fleet(rng: Rng) -> Case:
    """Nodes of all sizes, some of them drained."""
    count = int(rng.integers(20, 40))
    vnodes = rng.integers(0, 60, count)
    vnodes[:2] = 25
    return ring_case(node_ids(rng, count), vnodes, any_keys(rng, 1000))


def on_and_beside_points(rng: Rng) -> Case:
    """Keys on each of few points, one place before it and one behind, and on the ends of the ring:
    all 64 bits count.
    """
    case = ring_case(node_ids(rng, 6), rng.integers(1, 5, 6), any_keys(rng, 0))
    return case | {"keys": rng.permutation(beside_points(case))}


def fleet_of_alike_ids(rng: Rng) -> Case:
    """The lowest and the highest id, neighbours, and ids that agree in their lowest bits."""
    node = alike_ids(rng)
    case = ring_case(node, rng.integers(2, 6, len(node)), any_keys(rng, 0))
    return case | {"keys": rng.permutation(beside_points(case))}


def alike_keys_asked(rng: Rng) -> Case:
    """Keys that agree in all bits but one, both ends, and some of them again."""
    return ring_case(node_ids(rng, 40), np.full(40, 5), alike_keys(rng))


def vnodes_beyond_a_byte(rng: Rng) -> Case:
    """Nodes of 1, of 255 to 258, and of no vnodes; keys lie on the last points of each."""
    node, vnodes = node_ids(rng, 7), rng.permutation([0, 1, 255, 256, 257, 258, 2])
    last = [np.maximum(0, vnodes - back) for back in (0, 1, 2)]
    keys = np.concatenate([on_points(node, each) for each in last])
    return ring_case(node, vnodes, np.concatenate([keys, keys, any_keys(rng, 60)]))


def bytes_and_words_of_nodes(rng: Rng) -> Case:
    """A fleet that does not fit into a byte, or into the bits of a word, or just does: each node is
    asked for.
    """
    count = int(rng.choice(SIZES))
    node = node_ids(rng, max(count, int(rng.choice([300, count]))))
    keys = np.concatenate([on_points(node, np.zeros(len(node))), any_keys(rng, 100)])
    return ring_case(node, rng.integers(1, 3, len(node)), keys)


def one_key_of_one_node(rng: Rng) -> Case:
    """A single key, and a single node that is not drained."""
    node = node_ids(rng, int(rng.integers(1, 3)))
    return ring_case(node, [int(rng.integers(1, 4)), 0][: len(node)], alike_keys(rng)[:1])


def tied_from_all_sides(rng: Rng) -> Case:
    """Points of two nodes or more on each other; keys on them, one place before and one behind."""
    node, vnodes = node_ids(rng, 40), np.full(40, 100)
    points, _ = points_of(node, vnodes, 16)
    places, count = np.unique(points, return_counts=True)
    tied = rng.permutation(places[count >= np.sort(count)[-40]])[:40]
    beside = np.concatenate([tied, tied - np.uint64(1), tied + np.uint64(1)])
    high = np.append(beside, [0, 2**16 - 1]).astype(np.uint64) << np.uint64(48)
    low = any_keys(rng, len(high)) >> np.uint64(16)
    return ring_case(node, vnodes, unmixed(high | low), 16)


def points_on_the_ends(rng: Rng) -> Case:
    """Of 16 bits: points on the first place and on the last, and keys there and beside."""
    node = [_with_its_point_on(rng, place) for place in (0, 2**16 - 1)]
    places = np.array([0, 1, 2**16 - 2, 2**16 - 1], np.uint64).repeat(3) << np.uint64(48)
    keys = unmixed(places | any_keys(rng, len(places)) >> np.uint64(16))
    return ring_case([*node, *node_ids(rng, 2)], [1, 1, 1, 1], keys, 16)


def _with_its_point_on(rng: Rng, place: int) -> int:
    """A node whose first point lies there, of 16 bits."""
    found = np.zeros(0, np.int64)
    while not len(found):
        tried = rng.integers(1, MAX_ID, 2**15)
        points = mixed(on_points(tried, np.zeros(len(tried)))) >> np.uint64(48)
        found = tried[points == np.uint64(place)]
    return int(found[0])


def fleets_of_one_sum(rng: Rng) -> Case:
    """In each of these fleets as many nodes and vnodes, the same sum of ids, the same keys."""
    first = rng.integers(1, 2**28, 4)
    node = np.append(first, 2**30 + 2**28 - first.sum())
    return ring_case(node, [3, 3, 3, 3, 3], np.arange(60, dtype=np.uint64))


def many_nodes_and_keys(rng: Rng) -> Case:
    """66,000 nodes, and a key on the point of each: no two bytes tell them apart."""
    node = node_ids(rng, MANY)
    keys = np.concatenate([on_points(node, np.zeros(MANY)), any_keys(rng, 100)])
    return ring_case(node, np.ones(MANY), rng.permutation(keys))


def many_vnodes(rng: Rng) -> Case:
    """As many vnodes as a node may have, and as many as two bytes do not hold; keys lie on points
    with large numbers.
    """
    node, vnodes = node_ids(rng, 4), np.array([VNODES_MAX, 2**16 + 3, 3, 0])
    number = np.append(rng.integers(2**16, VNODES_MAX, 200), [VNODES_MAX - 1, 2**16, 2**15])
    keys = [on_points(np.full(len(number), node[0]), number)]
    keys += [on_points(np.full(3, node[1]), 2**16 + np.arange(3)), any_keys(rng, 100)]
    return ring_case(node, vnodes, np.concatenate(keys))


def _workload(nodes: int) -> Workload:
    """A million keys, and nodes of 160 vnodes, some drained: all is new in each call."""

    def make(rng: Rng) -> Case:
        return ring_case(node_ids(rng, nodes), some_drained(nodes), some_again(rng, 1_000_000))

    return Workload(make, key_count, "keys")


WORKLOADS: dict[str, Workload] = {
    "hundred_nodes": _workload(100),
    "thousand_nodes": _workload(1_000),
}
