"""What is wrong with the copies of a key, in words."""

from __future__ import annotations

from harness.kata import Answers, Case

from . import faulty_ring
from .faulty_ring import FaultyRing
from .keys import FEW, drained, first, known, mistakes, story

__all__ = [
    "every_key_has_a_known_owner",
    "drained_nodes_own_nothing",
    "copies_are_on_different_nodes",
    "as_many_copies_as_nodes",
    "copies_follow_lower_ids",
    "copies_go_forward",
    "first_copy_is_the_owners",
    "walks_clockwise",
]

every_key_has_a_known_owner = known("owners")
drained_nodes_own_nothing = drained("owners")

_mistake = mistakes(faulty_ring.replicas, "owners")
copies_follow_lower_ids = _mistake(
    "copies_follow_lower_ids",
    "Where points lie on each other, the lower node id comes first",
    "ties as listed",
    "ties from the end",
    "higher id wins",
)
copies_go_forward = _mistake(
    "copies_go_forward",
    "The walk goes up, and behind the last point it goes on with the first",
    "anticlockwise",
)


def copies_are_on_different_nodes(case: Case, expected: Answers, got: Answers) -> str | None:
    """Two copies on one machine are lost together."""
    i = first(expected, got, "owners")
    if i is None:
        return None
    held = got["owners"][i][got["owners"][i] != 0].tolist()
    twice = [node for node in held if held.count(node) > 1]
    if not twice:
        return None
    return f"{story(case, i, expected, got, 'owners')}: node {twice[0]} holds two copies"


def as_many_copies_as_nodes(case: Case, expected: Answers, got: Answers) -> str | None:
    """r copies, or as many as there are nodes."""
    i = first(expected, got, "owners")
    if i is None or ((expected["owners"][i] != 0) == (got["owners"][i] != 0)).all():
        return None
    live = int((case["vnodes"] > 0).sum())
    return (
        f"{story(case, i, expected, got, 'owners')}: {live} nodes have vnodes and "
        f"{expected['owners'].shape[1]} copies are wanted, so the first "
        f"{min(live, expected['owners'].shape[1])} places of the row are filled"
    )


def first_copy_is_the_owners(case: Case, expected: Answers, got: Answers) -> str | None:
    """The first copy is where `lookup` would look."""
    i = first(expected, got, "owners")
    if i is None or expected["owners"][i, 0] == got["owners"][i, 0]:
        return None
    return f"{story(case, i, expected, got, 'owners')}: the first copy is on the key's owner"


def walks_clockwise(case: Case, expected: Answers, got: Answers) -> str | None:
    """Copies stand in the order in which the ring meets their nodes."""
    i = first(expected, got, "owners")
    if i is None:
        return None
    told = story(case, i, expected, got, "owners")
    if len(case["keys"]) > FEW:
        return told
    return f"{told}; the points from there on belong to {FaultyRing(case).walk(i)[:12]}"
