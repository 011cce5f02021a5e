"""What is asked of an answer, level by level; how good it is, and the work nobody can avoid."""

from __future__ import annotations

from collections.abc import Callable

from harness.kata import Answers, Case, Quality, Work

from . import feedback_loop, origin_policy, replay, two_tiers
from .score import mean_cost

LEVELS = {
    "two-tiers": two_tiers,
    "expiry": replay,
    "coalescing": replay,
    "origin-policy": origin_policy,
    "feedback-loop": feedback_loop,
}

QUALITY: dict[str, Callable[[Case, Answers], Quality]] = {
    "origin-policy": mean_cost,
    "feedback-loop": mean_cost,
}


def _tiers_work(case: Case) -> Work:
    """Read every request, look it up at its edge, say who answers it."""
    n = len(case["key"])
    return Work(7 * n, gathers=n, gathered_bytes=8 * case["n_nodes"] * case["edge_capacity"])


def _replay_work(case: Case) -> Work:
    """Read every event, find its key at its edge and the time of its death, say who and when."""
    n = len(case["key"])
    return Work(24 * n, gathers=n, gathered_bytes=16 * case["n_nodes"] * case["edge_capacity"])


WORK: dict[str, Callable[[Case], Work]] = {
    "two-tiers": _tiers_work,
    "expiry": _replay_work,
    "coalescing": _replay_work,
}
