"""Cases of the two levels that replay events: from rows, from columns, and a day of traffic."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from harness.kata import Case, Rng, Workload
from katas import traces

from .keys import shuffled

GET, WRITE = range(2)
NO_LATENCY = {"edge_us": 0, "regional_us": 0, "origin_us": 0, "coalesce": 0}
SLOW = {"edge_us": 1, "regional_us": 10, "origin_us": 100}
ALWAYS_UP = {"down_from_us": 0, "down_until_us": 0}
LONG_US = 1_000_000_000
LATER_US = 1_000  # nothing happens at 0, which is a bound of the outage that never comes


def case_of(rows: Any, n_nodes: int = 4, n_keys: int = 100, **system: int) -> Case:
    """A case from rows (t_us, node, key, op); among equal times writes come first, as promised."""
    t_us, node, key, op = np.array(rows, np.int64).reshape(-1, 4).T
    if system.get("down_until_us"):
        system["down_from_us"] += LATER_US
        system["down_until_us"] += LATER_US
    return from_columns(t_us + LATER_US, node, key, op, n_nodes, n_keys, system)


def from_columns(
    t_us: np.ndarray,
    node: np.ndarray,
    key: np.ndarray,
    op: np.ndarray,
    n_nodes: int,
    n_keys: int,
    system: dict[str, int],
) -> Case:
    """A case from columns, at tiers with some room, long lives, no latencies and an origin that is
    up, unless `system` says otherwise.
    """
    order = np.lexsort((op != WRITE, t_us)) if (np.diff(t_us) <= 0).any() else slice(None)
    return {
        "t_us": t_us[order],
        "node": node[order].astype(np.int16),
        "key": key[order].astype(np.int32),
        "op": op[order].astype(np.uint8),
        "n_nodes": n_nodes,
        "n_keys": n_keys,
        "edge_capacity": 20,
        "regional_capacity": 50,
        "edge_ttl_us": LONG_US,
        "regional_ttl_us": LONG_US,
        **NO_LATENCY,
        **ALWAYS_UP,
        **system,
    }


def traffic(
    rng: Rng, count: int, span_us: int, n_nodes: int, n_keys: int, writes: float, **system: int
) -> Case:
    """Zipf(1.0) requests and writes at random edges, through a day that lasts `span_us`."""
    t_us = day_and_night(rng, count, span_us)
    node = rng.integers(0, n_nodes, count, np.int16)
    key = shuffled(rng, traces.zipf_ranks(rng, count, n_keys), n_keys)
    op = (rng.random(count, np.float32) < writes).astype(np.uint8)
    return from_columns(t_us, node, key, op, n_nodes, n_keys, system)


def day_and_night(rng: Rng, count: int, span_us: int) -> np.ndarray:
    """Arrivals, int64 and ascending; the rate follows a sine, three to one, over the span."""
    gaps = rng.standard_exponential(count)
    turn = np.linspace(0.0, 2.0 * np.pi, count, endpoint=False)
    gaps /= 1.0 + 0.5 * np.sin(turn)
    t_us = np.cumsum(gaps)
    t_us *= span_us / t_us[-1]
    return t_us.astype(np.int64)


def of_events(make: Callable[[Rng], Case]) -> Workload:
    """A workload made anew for every call, counted in events."""
    return Workload(make, lambda case: len(case["key"]), "events")
