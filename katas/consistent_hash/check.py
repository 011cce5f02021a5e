"""The checks of every level, what its quality is, and the work that no solution can avoid."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from harness.kata import Case, Quality, Work

from . import jump, placement_check, ring_check

Answers = dict[str, np.ndarray]
Check = Callable[[Case, Any, Answers], "str | None"]

CHECKS: dict[str, tuple[Check, ...]] = {
    "lookup": ring_check.LOOKUP,
    "replicas": ring_check.REPLICAS,
    "bounded": ring_check.BOUNDED,
    "placement": placement_check.CHECKS,
    "rolling-replacement": placement_check.CHECKS,
    "jump": jump.CHECKS,
}

QUALITY: dict[str, Callable[[Case, Answers], Quality]] = {
    "rolling-replacement": placement_check.warm_requests,
}


def _lookup_work(case: Case) -> Work:
    """Read every key, look at one place of the ring, name the owner."""
    n = len(case["keys"])
    return Work(12 * n, gathers=n, gathered_bytes=4 * int(case["vnodes"].sum()))


def _replicas_work(case: Case) -> Work:
    """Read every key, look at one place of the ring, name r nodes."""
    n = len(case["keys"])
    return Work((8 + 4 * case["r"]) * n, gathers=n, gathered_bytes=4 * int(case["vnodes"].sum()))


def _placement_work(case: Case) -> Work:
    """Read every event, tell its node apart from all others, name it."""
    n = sum(len(batch["kind"]) for batch in case["batches"])
    return Work(13 * n, gathers=n, gathered_bytes=2 * len(case["node"]))


def _jump_work(case: Case) -> Work:
    """Read every key and write its bucket; the divisions are arithmetic, and count as free."""
    return Work(12 * len(case["keys"]))


LIMIT: dict[str, Callable[[Case], Work]] = {
    "lookup": _lookup_work,
    "replicas": _replicas_work,
    "bounded": _lookup_work,
    "placement": _placement_work,
    "jump": _jump_work,
}
