"""Whether an origin policy acts legally, and the system recovers; and what its actions cost."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from harness.kata import Case, Quality

from . import referee

Answers = dict[str, np.ndarray]
Check = Callable[[Case, Any, Answers], "str | None"]
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


CHECKS: tuple[Check, ...] = (known_actions, serves_what_is_there, waits_for_a_fetch)


def mean_cost(case: Case, got: Answers) -> Quality:
    """What a request costs on average, in ms: between first come, first served, and a total that
    nobody can go below (`referee.least_cost_ms` says why).
    """
    rules = referee.rules_of(case)
    keys = referee.keys_of(case)
    requests = max(1, int((keys >= 0).sum()))
    baseline, bound = _ends(keys.tobytes(), rules)
    value = referee.judged(case, got["action"])[2].sum()
    return Quality(float(value) / requests, baseline / requests, bound / requests)


@functools.lru_cache(maxsize=4)
def _ends(keys: bytes, rules: tuple[int, ...]) -> tuple[float, float]:
    """Baseline and bound, in all; asked for by solution and reference alike."""
    names = ("n_keys", "n_warm", "origin_capacity", "origin_ms", "ttl_ms")
    case: Case = dict(zip(names, rules, strict=True))
    case["batches"] = [{"keys": np.frombuffer(keys, np.int64)}]
    baseline = referee.judged(case, referee.first_come(case))[2].sum()
    return float(baseline), referee.least_cost_ms(case)
