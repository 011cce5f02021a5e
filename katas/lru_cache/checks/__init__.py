"""Named checks of lru-cache, level by level, its quality, and what no solution can avoid."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Work

from . import every_capacity, lru, policy, replay
from .hit_ratio import hit_ratio, hit_ratio_in_trouble

LEVELS = {
    "replay": replay,
    "lru": lru,
    "every-capacity": every_capacity,
    "policy": policy,
    "scan-flood": policy,
}

QUALITY = {"policy": hit_ratio, "scan-flood": hit_ratio_in_trouble}


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


WORK = {"replay": _replay_work, "lru": _lru_work, "every-capacity": _curve_work}
