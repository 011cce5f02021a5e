"""Cases of the level lookup that are refused: fleets that cannot be right."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng

from .fleets import any_keys, node_ids, ring_case


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


def drained_and_again(rng: Rng) -> Case:
    """One id stands twice, side by side, and at least one of the two is drained: refused too."""
    node = node_ids(rng, 3)
    twice = rng.permutation([0, int(rng.choice([0, 3]))])
    others = int(rng.integers(1, 3))
    vnodes = np.append(twice, [2, 4][:others])
    return ring_case([node[0], *node[: others + 1]], vnodes, any_keys(rng, 9))


def as_much_less_as_more(rng: Rng) -> Case:
    """As many vnodes less than none as others have more, or many less: refused."""
    count = int(rng.integers(1, 9))
    vnodes = [[-count, count], [-count, count, 0], [-9, count]][int(rng.integers(0, 3))]
    return ring_case(node_ids(rng, len(vnodes)), rng.permutation(vnodes), any_keys(rng, 9))


def least_of_all(rng: Rng) -> Case:
    """The least number of vnodes that there is, which has no opposite, beside a node that is well:
    refused.
    """
    return ring_case(node_ids(rng, 2), rng.permutation([-(2**31), 8]), any_keys(rng, 9))


def nearly_least(rng: Rng) -> Case:
    """The least number of vnodes and the one above it, whose sum in 32 bits is 1: refused."""
    return ring_case(node_ids(rng, 2), rng.permutation([-(2**31), 1 - 2**31]), any_keys(rng, 9))


def no_fleet(rng: Rng) -> Case:
    """No nodes at all, and a key or none: refused."""
    return ring_case([], [], any_keys(rng, int(rng.choice([0, 3]))))


def refused_without_keys(rng: Rng) -> Case:
    """A fleet that is refused, though nothing is asked: twice, less than nothing, or nobody."""
    node = node_ids(rng, 3)
    kind = int(rng.integers(0, 3))
    vnodes = [[0, 0, 0], [2, 3, 1], [3, -1, 2]][kind]
    return ring_case(node[[0, 1, 0]] if kind == 1 else node, vnodes, any_keys(rng, 0))
