"""What a case of consistent-hash may be, beyond the ends in kata.py."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Clause

from .reaches import (
    AT_FULL_SIZE,
    BATCHES_MAX,
    REACHES,
    UNREACHED,
    changes_of,
    live_of,
)
from .streams import LOOKUP

__all__ = ["AT_FULL_SIZE", "REACHES", "UNREACHED", "VALID"]

ID_MAX = 2**31 - 1
POINTS_MAX, NODES_MAX, CHANGES_MAX = 1_000_000, 1_000, 2_000

# on the ring


def _fleet(case: Case) -> str | None:
    points = int(np.maximum(0, case["vnodes"].astype(np.int64)).sum())
    if case["bits"] not in (16, 64):
        return f"bits is {case['bits']}; it is 64 or 16"
    if points > POINTS_MAX:
        return f"the nodes have {points:,} vnodes together; they may have {POINTS_MAX:,}"
    return None


def _sound_fleet(case: Case) -> str | None:
    """One that `lookup` would not refuse."""
    nodes, count = np.unique(case["node"], return_counts=True)
    if (count > 1).any():
        return f"node {nodes[count.argmax()]} is listed twice, which only lookup is given"
    if not case["vnodes"].any():
        return "no node has a vnode, which only lookup is given"
    return _fleet(case)


def _bounded(case: Case) -> str | None:
    fault = _sound_fleet(case)
    if fault is None and case["numerator"] < case["denominator"]:
        return f"{case['numerator']:,} / {case['denominator']:,} is below 1: room for all is needed"
    for name, times in (("numerator", len(case["keys"])), ("denominator", live_of(case))):
        if fault is None and case[name] * times >= 2**63:
            return f"{name} * {times:,} is {case[name] * times:,}; it must be below 2**63"
    return fault


# a placement


def _placement(case: Case) -> str | None:
    if len(np.unique(case["node"])) < len(case["node"]):
        return "a node is there twice at the beginning"
    if len(case["batches"]) > BATCHES_MAX:
        return f"there are {len(case['batches']):,} batches; there may be {BATCHES_MAX:,}"
    for at, batch in enumerate(case["batches"]):
        node = batch["arg"][batch["kind"] != LOOKUP]
        wrong = node[(node < 1) | (node > ID_MAX)]
        if len(wrong):
            return f"batch {at}: node {wrong[0]} comes or goes; ids are 1 to {ID_MAX:,}"
    changes = 0
    for _, _, live, _ in changes_of(case):
        changes += 1
        if live > NODES_MAX:
            return f"{live:,} nodes are there at a time; there may be {NODES_MAX:,}"
    if changes > CHANGES_MAX:
        return f"{changes:,} changes change something; there may be {CHANGES_MAX:,}"
    return None


VALID: dict[str, Clause] = {
    "lookup": _fleet,
    "replicas": _sound_fleet,
    "bounded": _bounded,
    "Placement": _placement,
    "jump": lambda case: None,
}
