"""Whether a policy of the level feedback-loop acts legally, and the system recovers, in words."""

from __future__ import annotations

from typing import Any

import numpy as np

from harness.kata import Answers, Case

from . import referee
from .origin_policy import known_actions, serves_what_is_there, waits_for_a_fetch

__all__ = [
    "known_actions",
    "serves_what_is_there",
    "waits_for_a_fetch",
    "recovers_in_time",
]

LIVES = 3
"""So many times `ttl_ms` after the fix the origin has recovered: 60 s at full size."""


def recovers_in_time(case: Case, expected: Any, got: Answers) -> str | None:
    """Three lives of a value after the last fix it is over: the origin refuses nobody any more."""
    repaired = np.flatnonzero(referee.keys_of(case) == referee.REPAIRED)
    if not len(repaired):
        return None
    fixed, patience_ms = int(repaired[-1]), LIVES * case["ttl_ms"]
    _, _, _, fetched = referee.judged(case, got["action"])
    until = fixed + patience_ms
    refused = until + np.flatnonzero(fetched[until:] == 2)
    if not len(refused):
        return None
    return (
        f"the fix was out at {fixed} ms, and at {int(refused[0])} ms, {LIVES} * ttl_ms = "
        f"{patience_ms} ms or more later, a fetch was still refused because "
        f"{case['origin_capacity']} others were under way ({len(refused)} refused from then on): "
        "refused fetches occupy the origin like others, so the load keeps itself up"
    )
