"""What is wrong with an owner where room is bounded, in words."""

from __future__ import annotations

import numpy as np

from harness.kata import Answers, Case

from . import faulty_ring
from .faulty_ring import FaultyRing, cap_of
from .keys import FEW, drained, first, known, mistakes, story

__all__ = [
    "every_key_has_a_known_owner",
    "drained_nodes_own_nothing",
    "cap_counts_live_nodes",
    "keys_come_in_order",
    "overflow_walks_on",
    "overflow_follows_lower_ids",
    "every_key_finds_room",
    "nobody_above_the_cap",
    "walks_to_room",
]

every_key_has_a_known_owner = known("owner")
drained_nodes_own_nothing = drained("owner")

_mistake = mistakes(faulty_ring.bounded, "owner")
cap_counts_live_nodes = _mistake(
    "cap_counts_live_nodes", "The cap is a share of the nodes that have vnodes", "drained count"
)
keys_come_in_order = _mistake(
    "keys_come_in_order",
    "Keys come in the order of the array: who is there first finds room",
    "keys sorted",
    "keys reversed",
)
overflow_walks_on = _mistake(
    "overflow_walks_on",
    "What finds no room goes to the next node of the ring that has some",
    "overflow to the emptiest",
)
overflow_follows_lower_ids = _mistake(
    "overflow_follows_lower_ids",
    "Where points lie on each other, the lower node id comes first",
    "ties as listed",
    "ties from the end",
    "higher id wins",
)


def every_key_finds_room(case: Case, expected: Answers, got: Answers) -> str | None:
    """Caps add up to the number of keys or more."""
    empty = np.flatnonzero(got["owner"] == 0)
    if not len(empty):
        return None
    i, cap = int(empty[0]), cap_of(case)
    live = int((case["vnodes"] > 0).sum())
    return (
        f"{story(case, i, expected, got, 'owner')}. {live} nodes with room for {cap} keys each "
        f"are enough for all {len(case['keys'])}"
    )


def nobody_above_the_cap(case: Case, expected: Answers, got: Answers) -> str | None:
    """No node gets more than ceil(numerator * n / (denominator * nodes)) keys."""
    nodes, loads = np.unique(got["owner"], return_counts=True)
    cap, most = cap_of(case), int(loads.argmax()) if len(loads) else -1
    if most < 0 or loads[most] <= cap:
        return None
    i = int(np.flatnonzero(got["owner"] == nodes[most])[cap])
    return (
        f"node {nodes[most]} gets {loads[most]} keys and the cap is {cap}: key {i} "
        f"({case['keys'][i]}) is its number {cap + 1} and must walk on"
    )


def walks_to_room(case: Case, expected: Answers, got: Answers) -> str | None:
    """A key goes to the first node with room, and room is what is left when the key comes."""
    i = first(expected, got, "owner")
    if i is None:
        return None
    told, cap = story(case, i, expected, got, "owner"), cap_of(case)
    if len(case["keys"]) > FEW:
        return told
    passed: list[str] = []
    for node in dict.fromkeys(FaultyRing(case).walk(i)):
        held = int((expected["owner"][:i] == node).sum())
        passed.append(f"{node} (has {held})")
        if held < cap:
            break
    return f"{told}. Its walk meets {', '.join(passed[-4:])}; the cap is {cap}"
