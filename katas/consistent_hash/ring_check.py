"""What is wrong with an answer of the levels on the ring, in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from harness.kata import Case

from . import faulty_ring
from .faulty_ring import FaultyRing, cap_of
from .rings import mixed

Answers = dict[str, np.ndarray]
Check = Callable[[Case, Any, Answers], "str | None"]


def _first(expected: Answers, got: Answers, name: str) -> int | None:
    """The first key whose answer differs."""
    differs = expected[name] != got[name]
    rows = np.flatnonzero(differs if differs.ndim == 1 else differs.any(axis=1))
    return int(rows[0]) if len(rows) else None


def _story(case: Case, i: int, expected: Answers, got: Answers, name: str) -> str:
    """Key i, where it lies, what was expected and what came."""
    key = case["keys"][i : i + 1]
    place = int((mixed(key) >> np.uint64(64 - case["bits"]))[0])
    wanted, said = expected[name][i].tolist(), got[name][i].tolist()
    return f"key {i} ({key[0]}, at {place:,} of the ring): expected {wanted}, got {said}"


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


def _known(name: str) -> Check:
    def every_key_has_a_known_owner(case: Case, expected: Answers, got: Answers) -> str | None:
        """An owner is a node of the fleet."""
        unknown = ~np.isin(got[name], [0, *case["node"]])
        rows = np.flatnonzero(unknown if unknown.ndim == 1 else unknown.any(axis=1))
        if not len(rows) or ("raised" in expected and expected["raised"][0]):
            return None
        i = int(rows[0])
        return f"{_story(case, i, expected, got, name)}, which is no node of the fleet"

    return every_key_has_a_known_owner


def _drained(name: str) -> Check:
    def drained_nodes_own_nothing(case: Case, expected: Answers, got: Answers) -> str | None:
        """A node without vnodes has no place on the ring."""
        i = _first(expected, got, name)
        if i is None or not np.isin(got[name][i], case["node"][case["vnodes"] == 0]).any():
            return None
        return f"{_story(case, i, expected, got, name)}; a node with 0 vnodes is drained"

    return drained_nodes_own_nothing


def _mistake(level: str, name: str, meaning: str, *faults: str) -> Check:
    """A check that speaks if the ring with one of these faults gives the very same answers."""
    output = "owners" if level == "replicas" else "owner"
    play: dict[str, Callable[[Case, str], np.ndarray]] = {
        "lookup": lambda case, fault: FaultyRing(case, fault).owners(),
        "replicas": faulty_ring.replicas,
        "bounded": faulty_ring.bounded,
    }

    def check(case: Case, expected: Answers, got: Answers) -> str | None:
        i = _first(expected, got, output)
        if i is None or ("raised" in expected and expected["raised"][0]):
            return None
        if len(case["keys"]) > FEW or (case["vnodes"] < 0).any():
            return None
        if not any(np.array_equal(play[level](case, fault), got[output]) for fault in faults):
            return None
        return f"{_story(case, i, expected, got, output)}. {meaning}"

    check.__name__ = name
    check.__doc__ = meaning
    return check


FEW = 5_000
"""Mistakes are looked for in small cases only."""

_LOOKUP_MISTAKES = (
    ("wraps_around", "Behind the last point the ring begins anew: with its first",
     ("last instead of first", "nobody at the end")),
    ("own_point_counts", "A key that falls on a point belongs to it: first point at or after",
     ("own point passed",)),
    ("goes_forward", "A key belongs to the first point at or after it, not to the one before",
     ("point before",)),
    ("lower_id_wins_ties", "Where points lie on each other, the lower node id comes first, "
     "whatever the order in which nodes are listed",
     ("ties as listed", "ties from the end", "higher id wins")),
    ("points_are_mixed", "A point is mix64((node << 32 | vnode) + GOLDEN), in 64 bits",
     ("points unmixed", "ids lost", "no constant")),
    ("keys_are_mixed", "A key's place is mix64(key + GOLDEN), not the key itself",
     ("keys unmixed",)),
    ("vnodes_count_from_0", "The vnodes of a node are numbered 0 ... vnodes - 1",
     ("vnodes from 1",)),
    ("weights_count", "A node has `vnodes` points, each node as many as it says",
     ("one point a node", "all weigh the same")),
    ("keeps_the_top_bits", "Of every hash the `bits` highest bits are kept",
     ("low bits", "all bits")),
)  # fmt: skip


def as_the_ring_says(case: Case, expected: Answers, got: Answers) -> str | None:
    """The owner is the node of the first point at or after the key."""
    i = _first(expected, got, "owner")
    if i is None or expected["raised"][0]:  # then `refuses_bad_fleets` has spoken
        return None
    if len(case["keys"]) > FEW:
        return _story(case, i, expected, got, "owner")
    ring = FaultyRing(case)
    place = int(ring.place[i])
    return (
        f"{_story(case, i, expected, got, 'owner')}; the first of {len(ring.points)} points at or "
        f"after it is at {int(ring.points[place]):,}"
    )


LOOKUP: tuple[Check, ...] = (
    refuses_bad_fleets,
    _known("owner"),
    _drained("owner"),
    *(_mistake("lookup", name, meaning, *faults) for name, meaning, faults in _LOOKUP_MISTAKES),
    as_the_ring_says,
)


def copies_are_on_different_nodes(case: Case, expected: Answers, got: Answers) -> str | None:
    """Two copies on one machine are lost together."""
    i = _first(expected, got, "owners")
    if i is None:
        return None
    held = got["owners"][i][got["owners"][i] != 0].tolist()
    twice = [node for node in held if held.count(node) > 1]
    if not twice:
        return None
    return f"{_story(case, i, expected, got, 'owners')}: node {twice[0]} holds two copies"


def as_many_copies_as_nodes(case: Case, expected: Answers, got: Answers) -> str | None:
    """r copies, or as many as there are nodes."""
    i = _first(expected, got, "owners")
    if i is None or ((expected["owners"][i] != 0) == (got["owners"][i] != 0)).all():
        return None
    live = int((case["vnodes"] > 0).sum())
    return (
        f"{_story(case, i, expected, got, 'owners')}: {live} nodes have vnodes and "
        f"{expected['owners'].shape[1]} copies are wanted, so the first "
        f"{min(live, expected['owners'].shape[1])} places of the row are filled"
    )


def first_copy_is_the_owners(case: Case, expected: Answers, got: Answers) -> str | None:
    """The first copy is where `lookup` would look."""
    i = _first(expected, got, "owners")
    if i is None or expected["owners"][i, 0] == got["owners"][i, 0]:
        return None
    return f"{_story(case, i, expected, got, 'owners')}: the first copy is on the key's owner"


def walks_clockwise(case: Case, expected: Answers, got: Answers) -> str | None:
    """Copies stand in the order in which the ring meets their nodes."""
    i = _first(expected, got, "owners")
    if i is None:
        return None
    told = _story(case, i, expected, got, "owners")
    if len(case["keys"]) > FEW:
        return told
    return f"{told}; the points from there on belong to {FaultyRing(case).walk(i)[:12]}"


REPLICAS: tuple[Check, ...] = (
    _known("owners"),
    _drained("owners"),
    copies_are_on_different_nodes,
    as_many_copies_as_nodes,
    _mistake("replicas", "copies_follow_lower_ids", "Where points lie on each other, the lower "
             "node id comes first", "ties as listed", "ties from the end", "higher id wins"),
    _mistake("replicas", "copies_go_forward", "The walk goes up, and behind the last point it goes "
             "on with the first", "anticlockwise"),
    first_copy_is_the_owners,
    walks_clockwise,
)  # fmt: skip


def every_key_finds_room(case: Case, expected: Answers, got: Answers) -> str | None:
    """Caps add up to the number of keys or more."""
    empty = np.flatnonzero(got["owner"] == 0)
    if not len(empty):
        return None
    i, cap = int(empty[0]), cap_of(case)
    live = int((case["vnodes"] > 0).sum())
    return (
        f"{_story(case, i, expected, got, 'owner')}. {live} nodes with room for {cap} keys each "
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
    i = _first(expected, got, "owner")
    if i is None:
        return None
    told, cap = _story(case, i, expected, got, "owner"), cap_of(case)
    if len(case["keys"]) > FEW:
        return told
    passed: list[str] = []
    for node in dict.fromkeys(FaultyRing(case).walk(i)):
        held = int((expected["owner"][:i] == node).sum())
        passed.append(f"{node} (has {held})")
        if held < cap:
            break
    return f"{told}. Its walk meets {', '.join(passed[-4:])}; the cap is {cap}"


BOUNDED: tuple[Check, ...] = (
    _known("owner"),
    _drained("owner"),
    _mistake("bounded", "cap_counts_live_nodes", "The cap is a share of the nodes that have vnodes",
             "drained count"),
    _mistake("bounded", "keys_come_in_order", "Keys come in the order of the array: who is there "
             "first finds room", "keys sorted", "keys reversed"),
    _mistake("bounded", "overflow_walks_on", "What finds no room goes to the next node of the ring "
             "that has some", "overflow to the emptiest"),
    _mistake("bounded", "overflow_follows_lower_ids", "Where points lie on each other, the lower "
             "node id comes first", "ties as listed", "ties from the end", "higher id wins"),
    every_key_finds_room,
    nobody_above_the_cap,
    walks_to_room,
)  # fmt: skip
