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


def recovers_in_time(case: Case, expected: Any, got: Answers) -> str | None:
    """Below capacity within 60 s of the fix: from then on the origin refuses nobody."""
    _, _, _, fetched = referee.judged(case, got["action"])
    until = case["_fixed"] + case["_patience_ms"]
    refused = until + np.flatnonzero(fetched[until:] == 2)
    if not len(refused):
        return None
    return (
        f"the fix was out at {case['_fixed']} ms, and at {int(refused[0])} ms, more than "
        f"{case['_patience_ms']} ms later, a fetch was still refused because "
        f"{case['origin_capacity']} others were under way ({len(refused)} refused from then on): "
        "refused fetches occupy the origin like others, so the load keeps itself up"
    )
