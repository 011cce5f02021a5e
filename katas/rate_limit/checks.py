"""Named checks: each says, in words, one way in which an answer is wrong."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from harness.kata import Answers, Case, Work

__all__ = [
    "answers_0_or_1",
    "fills_the_array",
    "never_over_capacity",
    "never_without_token",
    "begins_full",
    "passes_with_token",
]


def answers_0_or_1(case: Case, expected: Answers, got: Answers) -> str | None:
    """A request passes or it does not."""
    strange = np.flatnonzero(got["allowed"] > 1)
    if not len(strange):
        return None
    i = int(strange[0])
    return _told(case, i, f"allowed must be 0 or 1, got {got['allowed'][i]}")


def fills_the_array(case: Case, expected: Answers, got: Answers) -> str | None:
    """Something is written into `allowed` where somebody may pass."""
    if got["allowed"].any():
        return None
    passes = int(expected["allowed"].sum())
    return (
        f"allowed is all 0, and {passes} requests may pass; `allowed[i] = 1` and `allowed[:] = ...`"
        " fill it, `allowed = ...` makes another"
    )


def never_over_capacity(case: Case, expected: Answers, got: Answers) -> str | None:
    """The first difference is a pass, and more than a full bucket passed in its millisecond."""
    i = _first(expected, got)
    earlier = _earlier(case, i)
    now = earlier[case["at_ms"][earlier] == case["at_ms"][i]]
    passed = int(got["allowed"][now].sum()) + 1
    if expected["allowed"][i] or passed <= case["capacity"]:
        return None
    why = f"{passed} passed in this millisecond, and a full bucket has {case['capacity']}"
    return _told(case, i, f"expected 0, got 1: {why}")


def never_without_token(case: Case, expected: Answers, got: Answers) -> str | None:
    """The first difference is a request that should have been refused."""
    i = _first(expected, got)
    if expected["allowed"][i]:
        return None
    return _told(case, i, f"expected 0, got 1: {_bucket(case, expected, i)}")


def begins_full(case: Case, expected: Answers, got: Answers) -> str | None:
    """The first difference is somebody's first request: it finds a full bucket, so it passes."""
    i = _first(expected, got)
    if len(_earlier(case, i)):
        return None
    return _told(case, i, "expected 1, got 0: nobody's first request is refused")


def passes_with_token(case: Case, expected: Answers, got: Answers) -> str | None:
    """The first difference is a request that should have passed."""
    i = _first(expected, got)
    return _told(case, i, f"expected 1, got 0: {_bucket(case, expected, i)}")


def _first(expected: Answers, got: Answers) -> int:
    return int(np.flatnonzero(expected["allowed"] != got["allowed"])[0])


def _earlier(case: Case, i: int) -> np.ndarray:
    """The requests before i by the same user."""
    return np.flatnonzero(case["user"][:i] == case["user"][i])


def _told(case: Case, i: int, said: str) -> str:
    return f"request {i} (user {case['user'][i]}, at {case['at_ms'][i]} ms): {said}"


def _bucket(case: Case, expected: Answers, i: int) -> str:
    """What the bucket holds when request i comes, if all before it were answered rightly."""
    interval_ms = case["interval_ms"]
    parts = full = case["capacity"] * interval_ms
    last_ms = passed = 0
    for j in [*_earlier(case, i).tolist(), i]:
        parts = min(full, parts - passed * interval_ms + int(case["at_ms"][j]) - last_ms)
        last_ms, passed = int(case["at_ms"][j]), int(expected["allowed"][j])
    tokens, rest = divmod(parts, interval_ms)
    return f"whole tokens in the bucket: {tokens}; towards the next: {rest} of {interval_ms} ms"


def _work(case: Case) -> Work:
    """Read who and when, write the answer, and find a number for each user.

    As if all buckets were as near as those of the busiest, who make half of the requests.
    """
    requests = len(case["user"])
    busiest_first = np.sort(np.bincount(case["user"]))[::-1]
    busy = int(np.searchsorted(np.cumsum(busiest_first), requests / 2)) + 1
    return Work(13 * requests, requests, 8 * busy)


WORK: dict[str, Callable[[Case], Work]] = {"allow": _work}
