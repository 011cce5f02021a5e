"""The checks of every level, what its quality is, and the work that cannot be avoided."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from harness.kata import Case, Quality, Work

from . import origin_check, replay_check, tier_check

Answers = dict[str, np.ndarray]
Check = Callable[[Case, Any, Answers], "str | None"]

CHECKS: dict[str, tuple[Check, ...]] = {
    "two-tiers": tier_check.CHECKS,
    "expiry": replay_check.CHECKS,
    "coalescing": replay_check.CHECKS,
    "origin-policy": origin_check.CHECKS,
    "feedback-loop": (*origin_check.CHECKS, origin_check.recovers_in_time),
}

QUALITY: dict[str, Callable[[Case, Answers], Quality]] = {
    "origin-policy": origin_check.mean_cost,
    "feedback-loop": origin_check.mean_cost,
}


def _tiers_work(case: Case) -> Work:
    """Read every request, look it up at its edge, say who answers it."""
    n = len(case["key"])
    return Work(7 * n, gathers=n, gathered_bytes=8 * case["n_nodes"] * case["edge_capacity"])


def _replay_work(case: Case) -> Work:
    """Read every event, find its key at its edge and the time of its death, say who and when."""
    n = len(case["key"])
    return Work(24 * n, gathers=n, gathered_bytes=16 * case["n_nodes"] * case["edge_capacity"])


LIMIT: dict[str, Callable[[Case], Work]] = {
    "two-tiers": _tiers_work,
    "expiry": _replay_work,
    "coalescing": _replay_work,
}
