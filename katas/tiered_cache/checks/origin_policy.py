"""Whether a policy of the level origin-policy acts legally, in words."""

from __future__ import annotations

from typing import Any

import numpy as np

from harness.kata import Answers, Case

from . import referee

__all__ = [
    "known_actions",
    "serves_what_is_there",
    "waits_for_a_fetch",
]

NAMES = ("nothing", "SERVE", "FETCH", "WAIT", "REFRESH", "REJECT")
NEWS = {-1: "nobody asks", -2: "the origin breaks", -3: "the origin is repaired"}


def _fault(case: Case, got: Answers) -> tuple[int, int, int, int]:
    """The rule that is broken first, where, by which action, and the key that came."""
    fault, place, _, _ = referee.judged(case, got["action"])
    if fault == referee.LEGAL:
        return fault, place, 0, 0
    return fault, place, int(got["action"][place]), int(referee.keys_of(case)[place])


def known_actions(case: Case, expected: Any, got: Answers) -> str | None:
    """An action from 1 to 5 for a request, 0 where nobody asks."""
    fault, now, action, key = _fault(case, got)
    if fault != referee.UNKNOWN_ACTION:
        return None
    if key < 0:
        return f"at {now} ms {NEWS[key]} (key {key}): return 0, got {action}"
    return f"at {now} ms (key {key}): an action is a number from 1 to 5, got {action}"


def serves_what_is_there(case: Case, expected: Any, got: Answers) -> str | None:
    """SERVE and REFRESH need a value that has landed."""
    fault, now, action, key = _fault(case, got)
    if fault != referee.NO_VALUE:
        return None
    landed = (
        f"no good fetch of it has landed by then, and only keys below {case['n_warm']} are warm"
    )
    begun = referee.judged(case, got["action"])[3][:now] == 2
    refused = np.flatnonzero(begun & (referee.keys_of(case)[:now] == key))
    if len(refused):
        landed += (
            f" (its fetch of {refused[-1]} ms failed: when it began, as many others were under way "
            f"as the origin takes, {case['origin_capacity']})"
        )
    return f"at {now} ms: {NAMES[action]} for key {key}, which has no value: {landed}"


def waits_for_a_fetch(case: Case, expected: Any, got: Answers) -> str | None:
    """WAIT needs a fetch of the key that is under way; one that failed is over like any other."""
    fault, now, _, key = _fault(case, got)
    if fault != referee.NO_FETCH:
        return None
    keys, origin_ms = referee.keys_of(case)[:now], case["origin_ms"]
    begun = np.isin(got["action"][:now], (referee.FETCH, referee.REFRESH)) & (keys == key)
    if not begun.any():
        return f"at {now} ms: WAIT for key {key}, of which no fetch was ever begun"
    last = int(np.flatnonzero(begun)[-1])
    return (
        f"at {now} ms: WAIT for key {key}, but its last fetch began at {last} ms and was over at "
        f"{last + origin_ms} ms, good or failed"
    )
