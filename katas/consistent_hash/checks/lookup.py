"""What is wrong with an owner, in words."""

from __future__ import annotations

from harness.kata import Answers, Case

from . import faulty_ring
from .faulty_ring import FaultyRing
from .keys import FEW, drained, first, known, mistakes, story

__all__ = [
    "refuses_bad_fleets",
    "every_key_has_a_known_owner",
    "drained_nodes_own_nothing",
    "wraps_around",
    "own_point_counts",
    "goes_forward",
    "lower_id_wins_ties",
    "points_are_mixed",
    "keys_are_mixed",
    "vnodes_count_from_0",
    "weights_count",
    "keeps_the_top_bits",
    "as_the_ring_says",
]


def refuses_bad_fleets(case: Case, expected: Answers, got: Answers) -> str | None:
    """A fleet that cannot be right is refused, and nothing is answered."""
    if not expected["raised"][0]:
        return None
    nodes, vnodes = case["node"].tolist(), case["vnodes"].tolist()
    if len(set(nodes)) < len(nodes):
        why = f"node {next(each for each in nodes if nodes.count(each) > 1)} is listed twice"
    elif min(vnodes, default=0) < 0:
        why = f"node {nodes[vnodes.index(min(vnodes))]} has {min(vnodes)} vnodes"
    else:
        why = f"none of the {len(nodes)} nodes has a vnode, so nobody can own a key"
    if not got["raised"][0]:
        return f"expected ValueError: {why}"
    if got["owner"].any():
        return f"ValueError was raised, but `owner` was filled before: {why}"
    return None


every_key_has_a_known_owner = known("owner")
drained_nodes_own_nothing = drained("owner")

_mistake = mistakes(faulty_ring.lookup, "owner")
wraps_around = _mistake(
    "wraps_around",
    "Behind the last point the ring begins anew: with its first",
    "last instead of first",
    "nobody at the end",
)
own_point_counts = _mistake(
    "own_point_counts",
    "A key that falls on a point belongs to it: first point at or after",
    "own point passed",
)
goes_forward = _mistake(
    "goes_forward",
    "A key belongs to the first point at or after it, not to the one before",
    "point before",
)
lower_id_wins_ties = _mistake(
    "lower_id_wins_ties",
    "Where points lie on each other, the lower node id comes first, whatever the order in which "
    "nodes are listed",
    "ties as listed",
    "ties from the end",
    "higher id wins",
)
points_are_mixed = _mistake(
    "points_are_mixed",
    "A point is mix64((node << 32 | vnode) + GOLDEN), in 64 bits",
    "points unmixed",
    "ids lost",
    "no constant",
)
keys_are_mixed = _mistake(
    "keys_are_mixed", "A key's place is mix64(key + GOLDEN), not the key itself", "keys unmixed"
)
vnodes_count_from_0 = _mistake(
    "vnodes_count_from_0", "The vnodes of a node are numbered 0 ... vnodes - 1", "vnodes from 1"
)
weights_count = _mistake(
    "weights_count",
    "A node has `vnodes` points, each node as many as it says",
    "one point a node",
    "all weigh the same",
)
keeps_the_top_bits = _mistake(
    "keeps_the_top_bits", "Of every hash the `bits` highest bits are kept", "low bits", "all bits"
)


def as_the_ring_says(case: Case, expected: Answers, got: Answers) -> str | None:
    """The owner is the node of the first point at or after the key."""
    i = first(expected, got, "owner")
    if i is None or expected["raised"][0]:  # then `refuses_bad_fleets` has spoken
        return None
    if len(case["keys"]) > FEW:
        return story(case, i, expected, got, "owner")
    ring = FaultyRing(case)
    place = int(ring.place[i])
    return (
        f"{story(case, i, expected, got, 'owner')}; the first of {len(ring.points)} points at or "
        f"after it is at {int(ring.points[place]):,}"
    )
