"""Any small case of each function, more often at the ends of what its contract allows."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng

from ..rings import points_of, unmixed
from ..streams import ADD, LOOKUP, REMOVE, numbered
from .fleets import LAST_PLACE, MAX_ID, any_keys, on_points, ring_case

_ENDS = (1, 2, 2**8, 2**15, 2**16, 2**24, MAX_ID - 1, MAX_ID)
_EDGES = (0, 1, 2**8, 2**15, 2**16, 2**31, 2**32, 2**53, 2**63, LAST_PLACE)


def _ids(rng: Rng, count: int) -> np.ndarray:
    """Different ids: at the ends, side by side, alike in their lowest bits, or any."""
    one = int(rng.integers(1, 2**30))
    alike = [one ^ 2 ** int(bit) for bit in rng.integers(0, 30, count + 8)]
    any_ids = rng.integers(1, MAX_ID, count + 8).tolist()
    found = np.unique([each for each in [*_ENDS, *alike, *any_ids] if each > 0])
    return rng.permutation(found)[:count].astype(np.int32)


def _keys(rng: Rng, count: int, places: np.ndarray | None = None) -> np.ndarray:
    """Keys at the edges of types, on the ids' own points and beside `places`; many again."""
    edges = np.array(_EDGES, np.uint64) + rng.integers(-1, 2, len(_EDGES)).astype(np.uint64)
    pool = [edges, any_keys(rng, 6)]
    if places is not None and len(places):
        some = rng.choice(places, 6)
        pool.append(unmixed(some + rng.integers(-1, 2, 6).astype(np.uint64)))
    keys = rng.choice(np.concatenate(pool), count)
    return np.where(rng.random(count) < 0.3, any_keys(rng, count), keys)


def _fleet_and_keys(rng: Rng, vnodes: np.ndarray) -> Case:
    """A fleet of these weights, and what may be asked of it."""
    bits = int(rng.choice([16, 64]))
    node = _ids(rng, len(vnodes))
    points, _ = points_of(node, np.maximum(0, vnodes), bits)
    places = points << np.uint64(64 - bits)
    keys = _keys(rng, int(rng.choice([0, 1, 2, 40], p=[0.05, 0.1, 0.15, 0.7])), places)
    if len(node) and len(keys) > 1:
        keys[0] = on_points(node[:1], vnodes[:1] - (vnodes[0] > 0))[0] if vnodes[0] >= 0 else 0
    return ring_case(node, vnodes, keys, bits)


def _weights(rng: Rng) -> np.ndarray:
    """Vnodes of a few nodes, or of one, or of more than a byte counts."""
    count = int(rng.choice([1, 2, 3, 5, 33, 257], p=[0.15, 0.25, 0.25, 0.25, 0.07, 0.03]))
    weights: np.ndarray = rng.choice(
        [0, 1, 2, 3, 40, 300], count, p=[0.2, 0.3, 0.2, 0.2, 0.08, 0.02]
    )
    return weights


def _some(rng: Rng) -> np.ndarray:
    """Weights of which one at least is above 0."""
    weights = _weights(rng)
    weights[rng.integers(0, len(weights))] = int(rng.choice([1, 2, 9]))
    return weights


def lookup(rng: Rng) -> Case:
    """Any fleet, some of them refused."""
    bad = rng.random()
    weights = _some(rng) if bad < 0.8 else _weights(rng)[: int(rng.integers(0, 9))]
    case = _fleet_and_keys(rng, weights)
    if len(weights) > 1 and bad > 0.9:
        twice = rng.permutation(len(weights))[:2]
        case["node"][twice[0]] = case["node"][twice[1]]
    elif len(weights) and bad > 0.85:
        case["vnodes"][rng.integers(0, len(weights))] = int(rng.choice([-1, -2, -(2**31)]))
    return case


def replicas(rng: Rng) -> Case:
    """Any fleet, and from one copy up to more than there are nodes."""
    case = _fleet_and_keys(rng, _some(rng))
    live = int((case["vnodes"] > 0).sum())
    return {**case, "r": min(32, int(rng.choice([1, 2, 3, 32, live, live + 1, max(1, live - 1)])))}


def bounded(rng: Rng) -> Case:
    """Any fleet and any factor, mostly near 1."""
    case = _fleet_and_keys(rng, _some(rng))
    denominator = int(rng.choice([1, 2, 3, 100, 2**16 + 1, 2**24 + 1, 2**31 - 1, 2**40, 2**52]))
    more = int(rng.choice([0, 1, 2, denominator // 4, denominator]))
    return {**case, "numerator": min(2**53, denominator + more), "denominator": denominator}


def placement(rng: Rng) -> Case:
    """Lookups of a few keys, and a few nodes who come and go, many in the reverse order."""
    node = _ids(rng, 10)
    start = node[: int(rng.choice([0, 1, 2, 5], p=[0.1, 0.2, 0.3, 0.4]))]
    keys = np.append(_keys(rng, 30), node[:2].astype(np.uint64))
    here, done = set(start.tolist()), list[tuple[int, int]]()
    batches = []
    for _ in range(int(rng.integers(1, 5))):
        kind, arg = [np.zeros(0, np.uint8)], [np.zeros(0, np.uint64)]
        for _ in range(int(rng.integers(0, 6))):
            asked = rng.choice(keys, int(rng.choice([0, 1, 40])))
            change, who = ADD + REMOVE - done[-1][0] if done else ADD, done[-1][1] if done else 0
            if not done or rng.random() < 0.5:
                change, who = int(rng.choice([ADD, REMOVE])), int(rng.choice(node))
            kind += [np.full(len(asked), LOOKUP, np.uint8), np.array([change], np.uint8)]
            arg += [asked, np.array([who], np.uint64)]
            if (who in here) == (change == REMOVE):
                here ^= {who}
                undone = bool(done) and done[-1] == (ADD + REMOVE - change, who)
                done = done[:-1] if undone else [*done, (change, who)]
        asked = rng.choice(keys, int(rng.choice([0, 1, 40])))
        kind.append(np.full(len(asked), LOOKUP, np.uint8))
        batches.append({"kind": np.concatenate(kind), "arg": np.concatenate([*arg, asked])})
    return numbered({"node": start, "batches": batches})


def jump(rng: Rng) -> Case:
    """Any keys, and numbers of buckets from the least to the most."""
    ends = [1, 2, 3, 10, 2**8, 2**15 + 1, 2**16, 2**24 + 1, 2**30, 2**31 - 1]
    return {"keys": _keys(rng, int(rng.choice([0, 1, 2, 60]))), "buckets": int(rng.choice(ends))}


ANYTHING = {
    "lookup": lookup,
    "replicas": replicas,
    "bounded": bounded,
    "Placement": placement,
    "jump": jump,
}
