"""What a case of tiered-cache may be, beyond the ends in kata.py; and what its cases reach."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Clause, Reaches

from .cases.events import GET, WRITE
from .cases.policies import BREAKS
from .reaches import gaps, keys_of, of_replay, of_step, of_two_tiers


def _replay(case: Case) -> str | None:
    t_us, op = case["t_us"], case["op"]
    falls = np.flatnonzero(np.diff(t_us) < 0)
    if len(falls):
        i = int(falls[0]) + 1
        return f"t_us falls: event {i} is before event {i - 1}"
    late = np.flatnonzero((np.diff(t_us) == 0) & (op[1:] == WRITE) & (op[:-1] == GET))
    if len(late):
        i = int(late[0]) + 1
        return f"event {i} is a write after a get of the same microsecond; writes come first"
    return None


def _step(case: Case) -> str | None:
    if case["n_warm"] > case["n_keys"]:
        return f"n_warm is {case['n_warm']:,}, and there are {case['n_keys']:,} keys"
    return None


VALID: dict[str, Clause] = {"two_tiers": lambda case: None, "replay": _replay, "step": _step}


def _old_requests(case: Case) -> bool:
    """A tenth of the requests are for keys that came to their node last over 2^16 requests ago."""
    since = gaps(case["node"], case["key"])
    return bool((since > 2**16).sum() > len(since) / 10)


def _old_events(case: Case) -> bool:
    """A tenth of the events are of keys that came to their node last over 2^14 events ago: tiers
    in which copies live a minute forget what is much older.
    """
    since = gaps(case["node"], case["key"])
    return bool((since > 2**14).sum() > len(since) / 10)


def _expire(case: Case) -> bool:
    """A tenth of the events are of keys that came to their node before what it stored then died."""
    since = gaps(case["node"], case["key"])
    again = np.flatnonzero(since > 0)
    aged_us = case["t_us"][again] - case["t_us"][again - since[again]]
    return bool((aged_us > case["edge_ttl_us"]).sum() > len(since) / 10)


def _writes(case: Case) -> bool:
    return bool((case["op"] == WRITE).mean() > 0.01)


def _written_on_the_way(case: Case) -> bool:
    """A thousandth of the events are writes of keys asked for while an answer takes its time."""
    since = gaps(case["key"])
    again = np.flatnonzero((since > 0) & (case["op"] == WRITE))
    before = again - since[again]
    took_us = case["t_us"][again] - case["t_us"][before]
    fresh = (took_us < case["origin_us"]) & (case["op"][before] == GET)
    return bool(fresh.sum() > len(since) / 1000)


def _long_unasked(case: Case) -> bool:
    """A tenth of the requests are for keys that nobody asked for in the last second."""
    keys = keys_of(case)
    since = gaps(keys)[keys >= 0]
    return bool((since > 1_000).sum() > len(since) / 10)


def _breaks(case: Case) -> bool:
    return bool((keys_of(case) == BREAKS).any())


REACHES: dict[str, dict[str, Reaches]] = {
    "two_tiers": of_two_tiers(),
    "replay": of_replay(),
    "step": of_step(),
}
AT_FULL_SIZE: dict[str, dict[str, Reaches]] = {
    "two-tiers": {"a tenth of the keys is old": _old_requests},
    "expiry": {
        "a tenth of the keys is old": _old_events,
        "a tenth of the copies has died": _expire,
        "writes": _writes,
    },
    "coalescing": {
        "a tenth of the keys is old": _old_events,
        "writes": _writes,
        "keys are written on their way": _written_on_the_way,
    },
    "origin-policy": {"a tenth of the keys is old": _long_unasked},
    "feedback-loop": {
        "a tenth of the keys is old": _long_unasked,
        "the origin breaks": _breaks,
        "recovered, and asked": of_step()["recovered, and asked"],
    },
}
UNREACHED: dict[str, dict[str, str]] = {
    "two_tiers": {
        "*_capacity as float*": "a float holds 0 to 1,000,000, and below 0 it stays below",
    },
    "replay": {"t_us repeats": "times never fall, so equal ones are neighbours"},
}
