"""Cases of the level bounded."""

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
    some_drained,
    with_room_at_the_end,
)

__all__ = [
    "bounded_example",
    "just_enough_room",
    "cap_is_rounded_up",
    "arrival_order",
    "drained_do_not_count",
    "overflow_wraps",
    "far_overflow",
    "ties_overflow",
    "room_for_all",
    "random_bounded",
    "same_key_again",
    "a_little_over",
    "room_for_one_more",
    "room_for_no_more",
    "cap_beyond_32_bits",
    "room_beside_points",
    "overflow_of_keys_alike",
    "bytes_and_words_of_room",
    "one_node_has_room",
    "one_key_finds_room",
    "nobody_asks",
    "a_giant_overflows",
]
DEPTH = ("loads_beyond_two_bytes", "many_nodes_with_room", "a_full_giant")


def _bounded(case: Case, numerator: int, denominator: int) -> Case:
    return {**case, "numerator": numerator, "denominator": denominator}


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
    node, vnodes, points, _ = with_room_at_the_end(rng)
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


def same_key_again(rng: Rng) -> Case:
    """One key comes until its node is full, and goes on to the next one, which has room for just
    as many; nobody has room for more than is asked.
    """
    nodes, each = int(rng.integers(2, 5)), int(rng.integers(1, 4))
    key = np.repeat(any_keys(rng, 1), nodes * each)
    return _bounded(ring_case(node_ids(rng, nodes), np.ones(nodes), key), 1, 1)


def a_little_over(rng: Rng) -> Case:
    """A factor so little above keys / room that the cap is one more than floats say.

    With m = nodes * k, n = m - 1 keys and a denominator d = (m - 1) * t - 1, the numerator
    m * t - 1 times n is d * m + 1: the cap is k and a very little, so k + 1.
    """
    while True:
        nodes, k = int(rng.integers(3, 8)), int(rng.integers(20, 40))
        m = nodes * k
        t = 2**53 // m - int(rng.integers(0, 10_000))
        top, bottom = m * t - 1, (m - 1) * t - 1
        floats = float(top) * (m - 1) / (float(bottom) * nodes), top / bottom * (m - 1) / nodes
        if max(floats) <= k:
            break
    case = ring_case(node_ids(rng, nodes), np.full(nodes, 3), any_keys(rng, m - 1))
    return _bounded(case, top, bottom)


def room_for_one_more(rng: Rng) -> Case:
    """A factor above 1 by less than half a float tells: everybody has room for one key more."""
    case = ring_case(node_ids(rng, 8), np.full(8, 20), any_keys(rng, 240))
    return _bounded(case, 2**24 + 1, 2**24)


def room_for_no_more(rng: Rng) -> Case:
    """A factor of 1, by a denominator that half a float takes for a smaller one."""
    case = ring_case(node_ids(rng, 8), np.full(8, 20), any_keys(rng, 240))
    return _bounded(case, 2**24 + 1, 2**24 + 1)


def cap_beyond_32_bits(rng: Rng) -> Case:
    """Room for 2^32 keys on each node, which is room for all; as 32 bits it is none."""
    case = ring_case(node_ids(rng, 4), np.full(4, 5), any_keys(rng, 128))
    return _bounded(case, 2**27 * int(rng.integers(1, 2**9)), 1)


def room_beside_points(rng: Rng) -> Case:
    """Ids that agree in their lowest bits, both ends among them; keys on the points and beside, and
    just room enough, by the largest numbers.
    """
    node = alike_ids(rng)
    case = ring_case(node, np.full(len(node), 3), any_keys(rng, 0))
    keys = rng.permutation(beside_points(case))
    return _bounded(case | {"keys": keys[: 9 * len(node)]}, 2**53, 2**53)


def overflow_of_keys_alike(rng: Rng) -> Case:
    """Keys that agree in all bits but one, both ends, and some of them again, with little room."""
    keys = alike_keys(rng)
    return _bounded(ring_case(node_ids(rng, 20), np.full(20, 2), keys), 2**24 + 3, 2**24 + 1)


def bytes_and_words_of_room(rng: Rng) -> Case:
    """300 nodes with room for two or so: all are somebody's, and most overflow."""
    node = node_ids(rng, 300)
    keys = rng.permutation(np.concatenate([on_points(node, np.zeros(300)), any_keys(rng, 250)]))
    return _bounded(ring_case(node, rng.integers(1, 3, 300), keys), 12, 11)


def one_node_has_room(rng: Rng) -> Case:
    """One node alone gets all, and has room for no more."""
    return _bounded(ring_case(node_ids(rng, 1), [3], any_keys(rng, 30)), 1, 1)


def one_key_finds_room(rng: Rng) -> Case:
    """A single key: the cap is 1."""
    return _bounded(ring_case(node_ids(rng, 5), [1, 0, 3, 2, 0], any_keys(rng, 1)), 7, 7)


def nobody_asks(rng: Rng) -> Case:
    """No keys, and so no room."""
    return _bounded(ring_case(node_ids(rng, 3), [2, 0, 1], any_keys(rng, 0)), 5, 4)


def a_giant_overflows(rng: Rng) -> Case:
    """A node of 3,000 points, and two of one: what the large one has no room for walks far."""
    vnodes = rng.permutation([3_000, 1, 1])
    return _bounded(ring_case(node_ids(rng, 3), vnodes, any_keys(rng, 12)), 1, 1)


def loads_beyond_two_bytes(rng: Rng) -> Case:
    """Two nodes get 66,000 keys each, and then they are full."""
    case = ring_case(node_ids(rng, 3), [40, 0, 20], any_keys(rng, 2 * MANY))
    return _bounded(case, 1, 1)


def many_nodes_with_room(rng: Rng) -> Case:
    """66,000 nodes with room for two, and as many keys."""
    node = node_ids(rng, MANY)
    return _bounded(ring_case(node, np.ones(MANY), any_keys(rng, MANY)), 2, 1)


def a_full_giant(rng: Rng) -> Case:
    """A node of as many points as there may be is full at once, and those behind walk over tens of
    thousands of them.
    """
    node = node_ids(rng, 4)
    number = np.array([VNODES_MAX - 1, 2**16, 2**16 + 1])
    keys = np.concatenate([on_points(np.full(3, node[0]), number), any_keys(rng, 3)])
    return _bounded(ring_case(node, [VNODES_MAX, 2**16 + 1, 0, 1], keys), 1, 1)


def _workload(numerator: int, denominator: int) -> Workload:
    """A million keys, 200 nodes of 160 vnodes, some drained."""

    def make(rng: Rng) -> Case:
        case = ring_case(node_ids(rng, 200), some_drained(200), some_again(rng, 1_000_000))
        return _bounded(case, numerator, denominator)

    return Workload(make, key_count, "keys")


WORKLOADS: dict[str, Workload] = {
    "quarter_more": _workload(5, 4),
    "one_percent_more": _workload(101, 100),
}
