"""Any small case that the contract allows, more often at its ends: few keys, which meet."""

from __future__ import annotations

from typing import Any

import numpy as np

from harness.kata import TWO_ALIVE, Case, Rng

from .events import NO_LATENCY, from_columns
from .policies import BREAKS, NOBODY, REPAIRED

LAST_US = 2**60
NODES_MAX, CAPACITY_MAX, SEED_MAX = 64, 1_000_000, 2**32 - 1
_WIDE = (2**8, 2**15, 2**16, 2**24 + 1, 2**31 - 1, 2**32, 2**32 + 1, 2**53 + 1, LAST_US)
_NEAR = (0, 1, 2, 5, 30)


def _chosen(rng: Rng, *values: int) -> int:
    return int(rng.choice(np.array(values)))


def _count(rng: Rng) -> int:
    return int(rng.choice([0, 1, 2, 12, 90], p=[0.04, 0.08, 0.13, 0.25, 0.5]))


def _numbers(rng: Rng, end: int, count: int, few: int) -> np.ndarray:
    """Numbers below `end`: a few different ones, the ends often among them, and some whose lowest
    bits agree.
    """
    one = int(rng.integers(0, end))
    some = [0, 1, end - 1, one, *(one ^ bit for bit in (1, 2**8, 2**12, 2**15, 2**16))]
    some += rng.integers(0, end, few).tolist()
    allowed = np.array([number for number in some if 0 <= number < end])
    return rng.choice(rng.permutation(allowed)[:few], count)


def _sizes(rng: Rng, n_keys: int) -> dict[str, int]:
    n_nodes = _chosen(rng, 1, 2, 3, NODES_MAX, int(rng.integers(1, NODES_MAX + 1)))
    return {"n_nodes": n_nodes, "n_keys": n_keys}


def _capacity(rng: Rng) -> int:
    return _chosen(rng, 0, 1, 1, 2, 2, 3, 4, 5, 2**16, CAPACITY_MAX)


def any_requests(rng: Rng) -> Case:
    """A case of two_tiers."""
    count, few = _count(rng), int(rng.integers(1, 9))
    n_keys = int(rng.choice([1, 2, 9, 300, 70_000, 1_000_000], p=[0.1, 0.1, 0.4, 0.3, 0.06, 0.04]))
    sizes = _sizes(rng, n_keys)
    capacities = [_capacity(rng), _capacity(rng)]
    if rng.random() < 0.1:
        capacities[int(rng.integers(0, 2))] = _chosen(rng, -1, -(2**32), -(2**53) - 1, -(2**63))
    return {
        "node": _numbers(rng, sizes["n_nodes"], count, 4).astype(np.int16),
        "key": _numbers(rng, n_keys, count, few).astype(np.int32),
        **sizes,
        "edge_capacity": capacities[0],
        "regional_capacity": capacities[1],
    }


def any_events(rng: Rng) -> Case:
    """A case of replay."""
    return _any_events(rng, latencies=True)


def any_events_at_once(rng: Rng) -> Case:
    """A case of replay as the level expiry promises it: nothing takes time, the origin is up."""
    return _any_events(rng, latencies=False)


def _any_events(rng: Rng, latencies: bool) -> Case:
    count, few = _count(rng), int(rng.integers(1, 7))
    n_keys = int(rng.choice([1, 2, 9, 300, 70_000, 200_000], p=[0.1, 0.1, 0.45, 0.3, 0.03, 0.02]))
    sizes = _sizes(rng, n_keys)
    system = {
        "edge_capacity": _capacity(rng),
        "regional_capacity": _capacity(rng),
        "edge_ttl_us": _time(rng),
        "regional_ttl_us": _time(rng),
    }
    if latencies:
        system |= {name: _time(rng) for name in ("edge_us", "regional_us", "origin_us")}
        system["coalesce"] = int(rng.integers(0, 3))
    t_us = _times(rng, count, [*system.values()])
    if latencies and rng.random() < 0.5:
        ends = rng.choice(np.append(t_us, [0, LAST_US]), 2) + rng.integers(-1, 2, 2)
        system["down_from_us"], system["down_until_us"] = ends.clip(0, LAST_US).tolist()
    node = _numbers(rng, sizes["n_nodes"], count, 4)
    key = _numbers(rng, n_keys, count, few)
    op = (rng.random(count) < 0.15).astype(np.int64)
    return from_columns(t_us, node, key, op, **sizes, system=NO_LATENCY | system)


def _time(rng: Rng) -> int:
    """How long something takes: mostly so short that it ends within the case."""
    return _chosen(rng, *_NEAR) if rng.random() < 0.75 else _chosen(rng, 0, *_WIDE)


def _times(rng: Rng, count: int, lasting: list[int]) -> np.ndarray:
    """Moments that are often as far from each other as something lasts, or nearly so."""
    begin = _chosen(rng, 0, 1, 2**31 - 9, 2**32 - 9, 2**53 + 1, LAST_US - 99)
    near = [0, 0, 1, *(each + off for each in lasting if each < 2**34 for off in (-1, 0, 1))]
    steps = rng.choice(np.maximum(near, 0), count) if rng.random() < 0.7 else rng.choice(6, count)
    far = rng.random(count) < 0.02
    steps[far] = rng.choice([2**8, 2**16, 2**32, 2**40], int(far.sum()))
    t_us: np.ndarray = np.minimum(begin + np.cumsum(steps), LAST_US).astype(np.int64)
    return t_us


def any_trace(rng: Rng) -> Case:
    """A case of a policy."""
    n_keys = int(rng.choice([1, 2, 9, 300, 70_000], p=[0.1, 0.2, 0.45, 0.2, 0.05]))
    batches = []
    for _ in range(int(rng.integers(1, 4))):
        count = _chosen(rng, 0, 1, 20, 60)
        keys = _numbers(rng, n_keys, count, int(rng.integers(1, 7))).astype(np.int64)
        news = rng.random(count) < 0.1
        keys[news] = rng.choice([NOBODY, BREAKS, REPAIRED], int(news.sum()))
        batches.append({"keys": keys})
    long = rng.random() < 0.15
    case: dict[str, Any] = {
        "n_keys": n_keys,
        "n_warm": min(n_keys, _chosen(rng, 0, 0, 1, 3, n_keys // 2, n_keys)),
        "origin_capacity": _chosen(rng, 1, 1, 2, 3, 64, CAPACITY_MAX // 10),
        "origin_ms": _chosen(rng, *_WIDE) if long else _chosen(rng, 1, 2, 3, 7, 20),
        "ttl_ms": _chosen(rng, *_WIDE) if rng.random() < 0.2 else _chosen(rng, *_NEAR),
        "seed": _chosen(rng, 0, 1, 2**31, SEED_MAX),
        "batches": batches,
    }
    return case | ({TWO_ALIVE: True} if rng.random() < 0.3 else {})
