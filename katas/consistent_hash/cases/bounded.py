"""Cases of the level bounded."""

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
]


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


def _workload(numerator: int, denominator: int) -> Workload:
    """A million keys, 200 nodes of 160 vnodes."""

    def make(rng: Rng) -> Case:
        case = ring_case(node_ids(rng, 200), np.full(200, 160), any_keys(rng, 1_000_000))
        return _bounded(case, numerator, denominator)

    return Workload(make, key_count, "keys")


WORKLOADS: dict[str, Workload] = {
    "quarter_more": _workload(5, 4),
    "one_percent_more": _workload(101, 100),
}
