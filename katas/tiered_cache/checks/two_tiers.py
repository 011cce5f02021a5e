"""What is wrong with an answer of the level two-tiers, in words."""

from __future__ import annotations

import numpy as np

from harness.kata import Answers, Case

from .outcomes import EDGE, ORIGIN, REGIONAL, first_difference, first_strange

__all__ = [
    "refuses_negative_capacity",
    "known_outcomes",
    "edges_share_nothing",
    "edges_evict_least_recent",
    "edges_keep_recent",
    "region_evicts_least_recent",
    "region_keeps_recent",
]

NAMES = {0: "nobody (0)", EDGE: "the edge (1)", REGIONAL: "the regional tier (2)"}
NAMES[ORIGIN] = "the origin (3)"


def refuses_negative_capacity(case: Case, expected: Answers, got: Answers) -> str | None:
    """ValueError where the contract says so, nowhere else, and no answer with it."""
    sizes = f"edge_capacity {case['edge_capacity']}, regional_capacity {case['regional_capacity']}"
    if not expected["raised"][0]:
        return f"ValueError for {sizes}, which is allowed" if got["raised"][0] else None
    if not got["raised"][0]:
        return f"{sizes} must raise ValueError; the call returned"
    answered = np.flatnonzero(got["outcome"])
    if len(answered):
        return f"ValueError was raised for {sizes}, but request {answered[0]} is answered"
    return None


def known_outcomes(case: Case, expected: Answers, got: Answers) -> str | None:
    """The edge, the regional tier or the origin: 1, 2 or 3."""
    if expected["raised"][0]:
        return None
    strange = first_strange(got, ORIGIN)
    if strange is None:
        return None
    i, what = strange
    return f"{_told(case, i)}: an outcome is 1, 2 or 3, {what}"


def _told(case: Case, i: int) -> str:
    return f"request {i} (key {case['key'][i]} at node {case['node'][i]})"


def _difference(expected: Answers, got: Answers, i: int) -> str:
    wanted, given = (NAMES.get(int(a["outcome"][i]), "?") for a in (expected, got))
    return f"expected {wanted}, got {given}"


def _last_at_edge(case: Case, i: int) -> int | None:
    """The request before i for the same key at the same node."""
    same = (case["key"][:i] == case["key"][i]) & (case["node"][:i] == case["node"][i])
    return int(np.flatnonzero(same)[-1]) if same.any() else None


def _last_in_region(case: Case, expected: Answers, i: int) -> int | None:
    """The request before i for the same key that reached the regional tier."""
    same = (case["key"][:i] == case["key"][i]) & (expected["outcome"][:i] != EDGE)
    return int(np.flatnonzero(same)[-1]) if same.any() else None


def _others(case: Case, reached: np.ndarray, start: int, stop: int) -> str:
    """How many other keys came between two requests, of those that reached a tier, in words."""
    between = case["key"][start + 1 : stop][reached[start + 1 : stop]]
    count = len(np.unique(between[between != case["key"][stop]]))
    return "1 other key" if count == 1 else f"{count} other keys"


def edges_share_nothing(case: Case, expected: Answers, got: Answers) -> str | None:
    """An edge that never asked for a key cannot have it."""
    i = first_difference(expected, got)
    if i is None or got["outcome"][i] != EDGE or _last_at_edge(case, i) is not None:
        return None
    return f"{_told(case, i)}: {_difference(expected, got, i)}; this node never asked for it before"


def edges_evict_least_recent(case: Case, expected: Answers, got: Answers) -> str | None:
    """An edge's copy is gone once as many others came there as the edge holds."""
    i = first_difference(expected, got)
    last = None if i is None else _last_at_edge(case, i)
    if i is None or last is None or got["outcome"][i] != EDGE:
        return None
    others = _others(case, case["node"] == case["node"][i], last, i)
    return (
        f"{_told(case, i)}: {_difference(expected, got, i)}. Since request {last} of this key, "
        f"{others} came to the node, and an edge holds {case['edge_capacity']}. What it has not it "
        "stores, wherever that comes from"
    )


def edges_keep_recent(case: Case, expected: Answers, got: Answers) -> str | None:
    """An edge has a key as long as fewer others came there than it holds."""
    i = first_difference(expected, got)
    last = None if i is None else _last_at_edge(case, i)
    if i is None or last is None or expected["outcome"][i] != EDGE:
        return None
    others = _others(case, case["node"] == case["node"][i], last, i)
    return (
        f"{_told(case, i)}: {_difference(expected, got, i)}. Since request {last} of this key only "
        f"{others} came to the node, and an edge holds {case['edge_capacity']}"
    )


def region_evicts_least_recent(case: Case, expected: Answers, got: Answers) -> str | None:
    """The regional tier counts the requests that reach it, and no others."""
    i = first_difference(expected, got)
    if i is None or expected["outcome"][i] != ORIGIN or got["outcome"][i] != REGIONAL:
        return None
    last = _last_in_region(case, expected, i)
    if last is None:
        return f"{_told(case, i)}: {_difference(expected, got, i)}; nobody asked for it before"
    others = _others(case, expected["outcome"] != EDGE, last, i)
    return (
        f"{_told(case, i)}: {_difference(expected, got, i)}. The last request for this key that "
        f"the regional tier saw was {last} (an edge hit touches the edge only), then {others} "
        f"reached it, and it holds {case['regional_capacity']}"
    )


def region_keeps_recent(case: Case, expected: Answers, got: Answers) -> str | None:
    """The regional tier has a key as long as fewer others reached it than it holds."""
    i = first_difference(expected, got)
    if i is None or expected["outcome"][i] != REGIONAL or got["outcome"][i] != ORIGIN:
        return None
    last = _last_in_region(case, expected, i) or 0
    others = _others(case, expected["outcome"] != EDGE, last, i)
    return (
        f"{_told(case, i)}: {_difference(expected, got, i)}. Request {last} for this key reached "
        f"the regional tier, then only {others}, and it holds "
        f"{case['regional_capacity']}"
    )
