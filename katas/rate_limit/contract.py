"""What a case of rate-limit may be, beyond the ends in kata.py; and what its cases reach."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Clause, Reaches


def _allow(case: Case) -> str | None:
    falls = np.flatnonzero(np.diff(case["at_ms"]) < 0)
    if len(falls):
        i = int(falls[0]) + 1
        return f"at_ms falls: request {i} is before request {i - 1}"
    return None


def _silence_beyond_32_bits(case: Case) -> bool:
    """Somebody asks again after more milliseconds than 32 bits hold."""
    order = np.argsort(case["user"], kind="stable")
    user, at_ms = case["user"][order], case["at_ms"][order]
    return bool(((np.diff(at_ms) > 2**32) & (np.diff(user) == 0)).any())


def _users_come_back(case: Case) -> bool:
    """A tenth of the requests meet a bucket that was last asked for over 2^16 requests ago."""
    order = np.argsort(case["user"], kind="stable")
    again = np.diff(case["user"][order]) == 0
    return bool((np.diff(order)[again] > 2**16).sum() > len(order) / 10)


VALID: dict[str, Clause] = {"allow": _allow}
REACHES: dict[str, dict[str, Reaches]] = {
    "allow": {"silence of more than 2^32 ms": _silence_beyond_32_bits},
}
AT_FULL_SIZE: dict[str, dict[str, Reaches]] = {
    "allow": {"a tenth of the buckets is old": _users_come_back},
}
UNREACHED: dict[str, dict[str, str]] = {
    "allow": {"at_ms repeats": "times never fall, so equal ones are neighbours"},
}
