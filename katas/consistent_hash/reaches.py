"""What the cases of consistent-hash must reach, and at full size; and what cannot matter."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from harness.kata import Case, Reaches

from .rings import mixed, points_of
from .streams import ADD, LOOKUP, REMOVE

BATCHES_MAX = 300
MANY = 2**16


def live_of(case: Case) -> int:
    return int((case["vnodes"] > 0).sum())


def _is_refused(case: Case) -> bool:
    return (
        len(np.unique(case["node"])) < len(case["node"])
        or bool((case["vnodes"] < 0).any())
        or not case["vnodes"].any()
    )


def _ring(case: Case) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Points, their owners and the places of the keys."""
    points, owner = points_of(case["node"], np.maximum(0, case["vnodes"]), case["bits"])
    return points, owner, mixed(case["keys"]) >> np.uint64(64 - case["bits"])


def _meets(shift: int) -> Reaches:
    """Some key lies so far behind a point, on a ring of 64 bits."""

    def test(case: Case) -> bool:
        points, _, places = _ring(case)
        distance = np.uint64(shift % 2**64)
        return case["bits"] == 64 and bool(np.isin(places - distance, points).any())

    return test


def _at(place: int) -> Reaches:
    """Some key lies on this place of a ring of 64 bits."""
    return lambda case: case["bits"] == 64 and bool((_ring(case)[2] == np.uint64(place)).any())


def _behind_the_last(case: Case) -> bool:
    points, _, places = _ring(case)
    return len(points) > 0 and bool((places > points[-1]).any())


def _tie(case: Case) -> bool:
    """A key lies before points on each other, of which the higher id is listed first."""
    points, owner, places = _ring(case)
    at = np.searchsorted(points, places)
    at = at[at < len(points) - 1]
    tied = at[points[at] == points[at + 1]]
    listed = {node: i for i, node in enumerate(case["node"].tolist())}
    return any(listed[owner[i + 1]] < listed[owner[i]] for i in tied.tolist())


def _late_vnode(case: Case) -> bool:
    """A key lies on a vnode whose number two bytes do not hold."""
    node, number = case["keys"] >> np.uint64(32), case["keys"] & np.uint64(2**32 - 1)
    count = dict(zip(case["node"].tolist(), case["vnodes"].tolist(), strict=True))
    late = np.flatnonzero(number >= MANY)
    return any(count.get(int(node[i]), 0) > number[i] for i in late.tolist())


def _counts(low: int) -> Reaches:
    return lambda case: live_of(case) > low


_ON_THE_RING: dict[str, Reaches] = {
    "a key on a point": _meets(0),
    "a key one place before a point": _meets(-1),
    "a key one place behind a point": _meets(1),
    "a key on the first place": _at(0),
    "a key on the last place": _at(2**64 - 1),
    "a key behind the last point": _behind_the_last,
    "a tie against the order of the list": _tie,
    "a vnode beyond 2^16": _late_vnode,
    "more live nodes than a byte counts": _counts(256),
    "drained beside live": lambda case: bool((case["vnodes"] == 0).any()) and live_of(case) > 0,
    "one live node": lambda case: live_of(case) == 1 and len(case["keys"]) > 1,
}


def _drained_twice(case: Case) -> bool:
    drained = case["node"][case["vnodes"] == 0]
    nodes, count = np.unique(case["node"], return_counts=True)
    return bool(np.isin(nodes[count > 1], drained).any())


def _longest_walk(case: Case) -> int:
    """Over how many points the walk to the last of r different nodes goes, at most."""
    _, owner, places = _ring(case)
    points, _, _ = _ring(case)
    wanted, longest = min(case["r"], live_of(case)), 0
    for start in np.unique(np.searchsorted(points, places) % len(points))[:20].tolist():
        _, first = np.unique(np.roll(owner, -start), return_index=True)
        longest = max(longest, int(np.sort(first)[wanted - 1]))
    return longest


def _cap(case: Case) -> int:
    return int(-(-case["numerator"] * len(case["keys"]) // (case["denominator"] * live_of(case))))


def _cap_beside_floats(case: Case) -> bool:
    """The cap is another number where it is worked out in floats."""
    top = float(case["numerator"]) * len(case["keys"])
    return bool(np.ceil(top / (float(case["denominator"]) * live_of(case))) != _cap(case))


def _same_key_overflows(case: Case) -> bool:
    _, count = np.unique(case["keys"], return_counts=True)
    return live_of(case) > 1 and bool((count > _cap(case)).any())


def _full(case: Case) -> bool:
    return _cap(case) * live_of(case) == len(case["keys"]) > 0


def _crowded(case: Case) -> bool:
    """There are more keys before the points of some node than it may have, and more than 2^16."""
    points, owner, places = _ring(case)
    held = np.unique(owner[np.searchsorted(points, places) % len(points)], return_counts=True)[1]
    return bool(held.max(initial=0) > _cap(case) > MANY)


def events_of(case: Case) -> Iterator[tuple[int, int, int]]:
    """Kind, node and place of each event that is no lookup."""
    start = 0
    for batch in case["batches"]:
        at = np.flatnonzero(batch["kind"] != LOOKUP)
        kinds, nodes = batch["kind"][at].tolist(), batch["arg"][at].tolist()
        yield from zip(kinds, nodes, (start + at).tolist(), strict=True)
        start += len(batch["kind"])


def changes_of(case: Case) -> Iterator[tuple[int, int, int, int]]:
    """Of each change that changes something: where it stands, how many others were not undone
    before it (less than 0: so many are left after it was undone, minus 1), the nodes after it, and
    their least number ever.
    """
    live, stack = set(case["node"].tolist()), list[tuple[int, int]]()
    least = len(live)
    for kind, node, at in events_of(case):
        if (node in live) == (kind == ADD):
            continue
        live ^= {node}
        least = min(least, len(live))
        undone = bool(stack) and stack[-1] == (ADD + REMOVE - kind, node)
        if undone:
            stack.pop()
        else:
            stack.append((kind, node))
        yield at, (-1 if undone else 1) * (len(stack) + 1), len(live), least


def _undone_in_a_row(case: Case) -> int:
    """The most changes that are undone one after the other."""
    longest = now = 0
    for _, depth, _, _ in changes_of(case):
        now = now + 1 if depth < 0 else 0
        longest = max(longest, now)
    return longest


def _undone_again(case: Case) -> bool:
    """A change is undone, made again, and undone again."""
    undone, live = dict[int, int](), set(case["node"].tolist())
    for (_, depth, _, _), node in zip(changes_of(case), _who(case), strict=True):
        if depth < 0:
            undone[node] = undone.get(node, 0) + 1
    return bool(live) and max(undone.values(), default=0) > 1


def _who(case: Case) -> list[int]:
    """The nodes of the changes that change something."""
    live, found = set(case["node"].tolist()), list[int]()
    for kind, node, _ in events_of(case):
        if (node in live) == (kind == REMOVE):
            live ^= {node}
            found.append(node)
    return found


def _idle_before_undoing(case: Case) -> bool:
    """An event that changes nothing stands between a change and its undoing."""
    changes = {at: depth for at, depth, _, _ in changes_of(case)}
    idle = False
    for _, _, at in events_of(case):
        if at not in changes:
            idle = True
        elif idle and changes[at] < 0:
            return True
        else:
            idle = False
    return False


def _not_undone(case: Case) -> bool:
    """Somebody comes back, and it is not the last one who left."""
    gone: list[int] = []
    live = set(case["node"].tolist())
    for node in _who(case):
        if node in live:
            gone.append(node)
        elif node in gone[:-1] and gone[-1] not in live:
            return True
        live ^= {node}
    return False


def _lookups(case: Case) -> tuple[np.ndarray, np.ndarray]:
    """The events that are lookups, and the numbers of their keys."""
    key = np.concatenate([batch["_key"] for batch in case["batches"]])
    at = np.flatnonzero(key >= 0)
    return at, key[at]


def _distances(case: Case) -> np.ndarray:
    """Of each lookup of a key that was asked for before: how many events ago."""
    at, key = _lookups(case)
    order = np.argsort(key, kind="stable")
    again = np.diff(key[order]) == 0
    found: np.ndarray = np.diff(at[order])[again]
    return found


def _old_key_among_many(case: Case) -> bool:
    """A key comes again, and more than 2^16 others have come in between."""
    key = _lookups(case)[1]
    return len(np.unique(key)) > MANY and bool((_distances(case) > MANY).any())


def _asked_of_nobody(case: Case) -> bool:
    """Somebody asks where nobody is, at first and after all have left."""
    at, _ = _lookups(case)
    empty = [place for place, _, live, _ in changes_of(case) if live == 0]
    return len(case["node"]) == 0 and bool(empty) and bool((at < empty[0]).any())


def _idle(case: Case) -> int:
    return sum(1 for _ in events_of(case)) - sum(1 for _ in changes_of(case))


def _passes(count: int) -> Reaches:
    """There are fewer nodes than that at a time, and more at another."""

    def test(case: Case) -> bool:
        numbers = [len(case["node"]), *(live for _, _, live, _ in changes_of(case))]
        return min(numbers) < count < max(numbers)

    return test


def _all_is_well(case: Case) -> bool:
    """What the brief tells of full size happens in every batch, and lookups come last."""
    kinds = [batch["kind"] for batch in case["batches"]]
    return all(kind[-1] == LOOKUP and {*kind.tolist()} == {LOOKUP, ADD, REMOVE} for kind in kinds)


REACHES: dict[str, dict[str, Reaches]] = {
    "lookup": {
        **_ON_THE_RING,
        "twice, and drained": _drained_twice,
        "refused, and nothing asked": lambda case: _is_refused(case) and len(case["keys"]) == 0,
        "no more vnodes than less": lambda case: (
            bool((case["vnodes"] > 0).any()) and int(case["vnodes"].sum()) <= 0
        ),
    },
    "replicas": {
        **_ON_THE_RING,
        "r above the live nodes": lambda case: case["r"] > live_of(case),
        "r as the live nodes": lambda case: case["r"] == live_of(case) > 1,
        "r one below the live nodes": lambda case: case["r"] == live_of(case) - 1 > 0,
        "a walk over 1,000 points": lambda case: _longest_walk(case) > 1_000,
        "a walk over 2^15 points": lambda case: _longest_walk(case) > 2**15,
    },
    "bounded": {
        **_ON_THE_RING,
        "everybody is full": _full,
        "the cap in floats is another": _cap_beside_floats,
        "a cap beyond 2^32": lambda case: _cap(case) >= 2**32,
        "a cap of 1": lambda case: _cap(case) == 1,
        "the same key overflows": _same_key_overflows,
        "a load beyond 2^16": _crowded,
    },
    "Placement": {
        "two undone": lambda case: _undone_in_a_row(case) > 1,
        "20 undone in a row": lambda case: _undone_in_a_row(case) >= 20,
        "990 undone in a row": lambda case: _undone_in_a_row(case) >= 990,
        "undone twice": _undone_again,
        "idle between a change and its undoing": _idle_before_undoing,
        "back in another order": _not_undone,
        "nobody is asked": _asked_of_nobody,
        "a key that is old": lambda case: bool((_distances(case) > MANY).any()),
        "an old key among many": _old_key_among_many,
        "more than 2^16 idle events": lambda case: _idle(case) > MANY,
        "past 32 or 64 nodes": lambda case: _passes(32)(case) or _passes(64)(case),
        "past 256 nodes": _passes(256),
        "past 999 nodes": _passes(999),
        "as many batches as may be": lambda case: len(case["batches"]) == BATCHES_MAX,
    },
    "jump": {
        "a jump to the end": lambda case: bool((_first_jumps(case) == case["buckets"]).any()),
        "a float below a whole jump": lambda case: _falls_short(case),
    },
}


def _first_jumps(case: Case) -> np.ndarray:
    state = case["keys"] * np.uint64(2862933555777941757) + np.uint64(1)
    jumps: np.ndarray = np.floor(2.0**31 / ((state >> np.uint64(33)) + np.uint64(1)))
    return jumps


def _falls_short(case: Case) -> bool:
    """The second jump, in whole numbers, goes past the last bucket, and in floats to it."""
    factor, one = np.uint64(2862933555777941757), np.uint64(1)
    state = (case["keys"] * factor + one) * factor + one
    divisor = (state >> np.uint64(33)) + one
    b = _first_jumps(case) + 1
    whole = b.astype(np.uint64) * np.uint64(2**31) // divisor
    floats = np.floor(b * (2.0**31 / divisor))
    return bool(((whole == case["buckets"]) & (floats == case["buckets"] - 1)).any())


def _again(case: Case) -> bool:
    """A tenth of the keys has been there before."""
    return len(np.unique(case["keys"])) <= 0.9 * len(case["keys"])


_FULL_RING: dict[str, Reaches] = {
    "a tenth of the keys comes again": _again,
    "drained nodes": _ON_THE_RING["drained beside live"],
    "keys behind the last point": _behind_the_last,
}
AT_FULL_SIZE: dict[str, dict[str, Reaches]] = {
    "lookup": _FULL_RING,
    "replicas": _FULL_RING,
    "bounded": _FULL_RING,
    "placement": {
        "a tenth of the lookups ask for a key that is old": lambda case: (
            (_distances(case) > MANY).sum() > len(_lookups(case)[0]) / 10
        ),
        "nodes come and go in every batch, and lookups follow": _all_is_well,
        "changes are undone": lambda case: _undone_in_a_row(case) > 0,
        "some events are idle": lambda case: _idle(case) > 0,
    },
    "jump": {"a tenth of the keys comes again": _again},
}
_DIFFERENT = "the nodes of a fleet are different"
_REFUSED = "a float holds 0 to 100,000, and what is below 0 stays below and is refused"
_IDLE = "the same event again changes nothing, and is answered like the one before"
UNREACHED: dict[str, dict[str, str]] = {
    "lookup": {"vnodes as float32": _REFUSED},
    "replicas": {"node equal neighbours": _DIFFERENT, "node repeats": _DIFFERENT},
    "bounded": {"node equal neighbours": _DIFFERENT, "node repeats": _DIFFERENT},
    "Placement": {
        "node equal neighbours": _DIFFERENT,
        "node repeats": _DIFFERENT,
        "repeats swallowed": _IDLE,
    },
}
