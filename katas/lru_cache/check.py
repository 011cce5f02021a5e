"""The checks of every level, and what its quality is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from harness.kata import Case, Quality, Work

from . import capacity_check, lru_check, policy_check, replay_check

Answers = dict[str, np.ndarray]
Check = Callable[[Case, Any, Answers], "str | None"]

CHECKS: dict[str, tuple[Check, ...]] = {
    "replay": replay_check.CHECKS,
    "lru": lru_check.CHECKS,
    "every-capacity": capacity_check.CHECKS,
    "policy": policy_check.CHECKS,
    "scan-flood": policy_check.CHECKS,
}

QUALITY: dict[str, Callable[[Case, Answers], Quality]] = {
    "policy": policy_check.hit_ratio,
    "scan-flood": policy_check.hit_ratio_in_trouble,
}


def _replay_work(case: Case) -> Work:
    """Read every key, look it up among the cached ones, say whether it hits."""
    n = len(case["keys"])
    return Work(9 * n, gathers=n, gathered_bytes=8 * case["capacity"])


def _lru_work(case: Case) -> Work:
    """Read every operation, find its key and value, answer."""
    n = sum(len(batch["op"]) for batch in case["batches"])
    return Work(26 * n, gathers=n, gathered_bytes=16 * case["capacity"])


def _curve_work(case: Case) -> Work:
    """Read every key, find its last request among those of all keys, write the curve."""
    n = len(case["keys"])
    return Work(16 * n, gathers=n, gathered_bytes=8 * len(np.unique(case["keys"])))


LIMIT: dict[str, Callable[[Case], Work]] = {
    "replay": _replay_work,
    "lru": _lru_work,
    "every-capacity": _curve_work,
}
