"""What is wrong with an answer of the levels expiry and coalescing, in words.

The first event that differs decides.
"""

from __future__ import annotations

import numpy as np

from harness.kata import Answers, Case, Check

from .history import WRITE, copy_of, fetch_of_others, last_fetch, leader, writes_before
from .outcomes import (
    EDGE,
    FAILED,
    JOINED,
    ORIGIN,
    REGIONAL,
    WRITTEN,
    first_difference,
    first_strange,
)

__all__ = [
    "known_outcomes",
    "writes_are_written",
    "copies_expire",
    "writes_kill_every_copy",
    "fills_land_at_done",
    "overtaken_fills_nothing",
    "copies_come_from_fetches",
    "evicts_least_recent",
    "errors_delete_nothing",
    "live_copies_answer",
    "fetches_end",
    "nobody_joins_from_before_a_write",
    "joins_as_far_as_allowed",
    "failures_are_told",
    "done_on_time",
]

MAY_JOIN = ("nobody", "a node's own gets", "every node")
NAMES = ("nobody", "the edge", "the regional tier", "the origin", "joined", "failed", "written")


def _told(case: Case, i: int) -> str:
    what = "write of" if case["op"][i] == WRITE else "get of"
    return (
        f"event {i} ({what} key {case['key'][i]} at node {case['node'][i]}, {case['t_us'][i]} us)"
    )


def _difference(expected: Answers, got: Answers, i: int) -> str:
    wanted, given = int(expected["outcome"][i]), int(got["outcome"][i])
    return f"expected {wanted} ({NAMES[wanted]}), got {given} ({NAMES[min(given, 6)]})"


def _any(expected: Answers, got: Answers) -> int | None:
    """The first event of which anything differs."""
    different = expected["outcome"] != got["outcome"]
    different |= expected["done_us"] != got["done_us"]
    return int(np.flatnonzero(different)[0]) if different.any() else None


def known_outcomes(case: Case, expected: Answers, got: Answers) -> str | None:
    """From 1 to 6, nothing left out."""
    strange = first_strange(got, WRITTEN)
    if strange is None:
        return None
    i, what = strange
    return f"{_told(case, i)}: an outcome is a number from 1 to 6, {what}"


def writes_are_written(case: Case, expected: Answers, got: Answers) -> str | None:
    """A write is answered 6, and a get never is."""
    wrong = np.flatnonzero((expected["outcome"] == WRITTEN) != (got["outcome"] == WRITTEN))
    if not len(wrong):
        return None
    i = int(wrong[0])
    what = "a write is answered 6" if case["op"][i] == WRITE else "a get is never answered 6"
    return f"{_told(case, i)}: {what}, got {got['outcome'][i]}"


def _of_a_copy(name: str, verdict: str, meaning: str, ending: str = "") -> Check:
    """A check of hits that should not be: it speaks if that is what became of the copy."""

    def check(case: Case, expected: Answers, got: Answers) -> str | None:
        i = first_difference(expected, got)
        if i is None or got["outcome"][i] not in (EDGE, REGIONAL):
            return None
        if expected["outcome"][i] <= got["outcome"][i]:
            return None
        copy = copy_of(case, expected, i, int(got["outcome"][i]))
        if copy.verdict != verdict:
            return None
        return f"{_told(case, i)}: {_difference(expected, got, i)}; {copy.story}{ending}"

    check.__name__ = name
    check.__doc__ = meaning
    return check


copies_expire = _of_a_copy("copies_expire", "expired", "Dead at its expiry, absolute, not sliding.")
writes_kill_every_copy = _of_a_copy(
    "writes_kill_every_copy", "written", "A write kills every copy, everywhere."
)
fills_land_at_done = _of_a_copy(
    "fills_land_at_done", "under way", "A copy is there from `done` on."
)
overtaken_fills_nothing = _of_a_copy("overtaken_fills_nothing", "overtaken", "The lease rule.")
copies_come_from_fetches = _of_a_copy(
    "copies_come_from_fetches", "never", "A tier has what was fetched for it."
)
evicts_least_recent = _of_a_copy(
    "evicts_least_recent",
    "held",
    "A full tier gives up the oldest.",
    ", and it was (dead copies keep their places: they too make a tier full)",
)


def errors_delete_nothing(case: Case, expected: Answers, got: Answers) -> str | None:
    """A copy that was alive before a failed fetch is alive after it."""
    i = first_difference(expected, got)
    if i is None or expected["outcome"][i] not in (EDGE, REGIONAL):
        return None
    failed = (case["key"][:i] == case["key"][i]) & (expected["outcome"][:i] == FAILED)
    failed &= expected["done_us"][:i] <= case["t_us"][i]
    if not failed.any() or got["outcome"][i] <= expected["outcome"][i]:
        return None
    copy = copy_of(case, expected, i, int(expected["outcome"][i]))
    return (
        f"{_told(case, i)}: {_difference(expected, got, i)}; a fetch of the key failed "
        f"(event {np.flatnonzero(failed)[-1]}), but there is a copy: {copy.story}"
    )


def live_copies_answer(case: Case, expected: Answers, got: Answers) -> str | None:
    """A copy that is alive and has not been evicted answers."""
    i = first_difference(expected, got)
    if i is None or expected["outcome"][i] not in (EDGE, REGIONAL):
        return None
    copy = copy_of(case, expected, i, int(expected["outcome"][i]))
    size = "edge_capacity" if expected["outcome"][i] == EDGE else "regional_capacity"
    return (
        f"{_told(case, i)}: {_difference(expected, got, i)}; there is a copy: {copy.story} "
        f"({size} is {case[size]})"
    )


def _fetch_story(case: Case, expected: Answers, j: int) -> str:
    failed = " and failed" if expected["outcome"][j] == FAILED else ""
    over = f"over at {expected['done_us'][j]} us{failed}"
    return f"event {j} began the last fetch of the key, which was {over}"


def _alone(case: Case, expected: Answers, got: Answers, i: int) -> bool:
    """Whether event i should have begun a fetch of its own, and did not."""
    begins = expected["done_us"][i] == case["t_us"][i] + case["origin_us"]
    own = expected["outcome"][i] in (ORIGIN, FAILED) and begins
    later = got["done_us"][i] != expected["done_us"][i]
    return bool(own and (got["outcome"][i] == JOINED or (later and got["outcome"][i] == FAILED)))


def fetches_end(case: Case, expected: Answers, got: Answers) -> str | None:
    """Nobody joins a fetch that is over, failed or not."""
    i = _any(expected, got)
    j = None if i is None else last_fetch(case, expected, i)
    if i is None or j is None or not _alone(case, expected, got, i):
        return None
    if expected["done_us"][j] > case["t_us"][i]:
        return None
    return f"{_told(case, i)}: expected a fetch of its own; {_fetch_story(case, expected, j)}"


def nobody_joins_from_before_a_write(case: Case, expected: Answers, got: Answers) -> str | None:
    """Who asks after a write must not get a value from before it."""
    i = _any(expected, got)
    j = None if i is None else last_fetch(case, expected, i)
    if i is None or j is None or not _alone(case, expected, got, i):
        return None
    after = [write for write in writes_before(case, i) if write > j]
    if expected["done_us"][j] <= case["t_us"][i] or not after:
        return None
    return (
        f"{_told(case, i)}: expected a fetch of its own. Event {after[0]} wrote the key after "
        f"event {j} began its fetch: what is under way is too old for who asks later"
    )


def joins_as_far_as_allowed(case: Case, expected: Answers, got: Answers) -> str | None:
    """With `coalesce` 0 nobody joins, with 1 an edge joins its own fetches, with 2 all join."""
    i = first_difference(expected, got)
    if i is None:
        return None
    if not {int(expected["outcome"][i]), int(got["outcome"][i])} <= {ORIGIN, JOINED}:
        return None
    coalesce = int(case["coalesce"])
    joins = expected["outcome"][i] == JOINED
    j = leader(case, expected, i) if joins else fetch_of_others(case, expected, i)
    if j is None:
        why = "no fetch of the key is under way"
    else:
        why = (
            f"event {j} began a fetch of the key at node {case['node'][j]}, {case['t_us'][j]} us, "
            f"which ends at {expected['done_us'][j]} us"
        )
    return (
        f"{_told(case, i)}: {_difference(expected, got, i)}; {why}, and coalesce {coalesce} lets "
        f"{MAY_JOIN[coalesce]} join"
    )


def failures_are_told(case: Case, expected: Answers, got: Answers) -> str | None:
    """A fetch that begins while the origin is down fails, for who began it and who joined it."""
    i = first_difference(expected, got)
    if i is None or FAILED not in (expected["outcome"][i], got["outcome"][i]):
        return None
    begun = int(expected["done_us"][i]) - case["origin_us"]
    return (
        f"{_told(case, i)}: {_difference(expected, got, i)}; its fetch began at {begun} us, and "
        f"the origin is down from {case['down_from_us']} us on, up from {case['down_until_us']} us"
    )


def done_on_time(case: Case, expected: Answers, got: Answers) -> str | None:
    """When the answer is there."""
    i = _any(expected, got)
    if i is None or expected["outcome"][i] != got["outcome"][i]:
        return None
    outcome = int(expected["outcome"][i])
    return (
        f"{_told(case, i)}: outcome {outcome} ({NAMES[outcome]}) is right, done_us is not: "
        f"expected {expected['done_us'][i]}, got {got['done_us'][i]}"
    )
