"""What happened to a key before an event: its writes, its last fetch, what became of its copy.

The event is the first that differs, so all before it are as expected, and the expected answers
tell it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from harness.kata import Answers, Case

from .outcomes import EDGE, FAILED, JOINED, ORIGIN

WRITE = 1


class Copy(NamedTuple):
    """What became of the copy that an answer would have needed: a verdict, and words for it."""

    verdict: str
    story: str


def writes_before(case: Case, i: int) -> list[int]:
    """The writes of event i's key before it."""
    same = (case["key"][:i] == case["key"][i]) & (case["op"][:i] == WRITE)
    writes: list[int] = np.flatnonzero(same).tolist()
    return writes


def leader(case: Case, expected: Answers, j: int) -> int:
    """The event that began the fetch which event j joined; j itself if it joined none."""
    if expected["outcome"][j] not in (JOINED, FAILED) or case["coalesce"] == 0:
        return j
    begun = expected["done_us"][j] - case["origin_us"]
    same = (case["key"][: j + 1] == case["key"][j]) & (case["t_us"][: j + 1] == begun)
    same &= np.isin(expected["outcome"][: j + 1], (ORIGIN, FAILED))
    if case["coalesce"] == 1:
        same &= case["node"][: j + 1] == case["node"][j]
    return int(np.flatnonzero(same)[0])


def copy_of(case: Case, expected: Answers, i: int, tier: int) -> Copy:
    """What became of the newest copy of event i's key that its edge, or the region, got."""
    same = (case["key"][:i] == case["key"][i]) & (case["op"][:i] != WRITE)
    if tier == EDGE:
        same &= (case["node"][:i] == case["node"][i]) & (expected["outcome"][:i] != EDGE)
    else:
        same &= np.isin(expected["outcome"][:i], (ORIGIN, FAILED))
    same &= expected["outcome"][:i] != FAILED
    now, ttl_us = int(case["t_us"][i]), case["edge_ttl_us" if tier == EDGE else "regional_ttl_us"]
    fetched = np.flatnonzero(same)
    if not len(fetched):
        return Copy("never", "no fetch for it ever brought a copy there")
    landed = [j for j in fetched.tolist() if expected["done_us"][j] <= now]
    if not landed:
        j = int(fetched[-1])
        return Copy("under way", f"the copy lands at {expected['done_us'][j]} us, its `done`")
    j = max(landed, key=lambda j: int(expected["done_us"][j]))
    done = int(expected["done_us"][j])
    begun = leader(case, expected, j)
    for write in writes_before(case, i):
        at = int(case["t_us"][write])
        if write > begun and at < done:
            return Copy(
                "overtaken",
                f"its fetch began with event {begun}, and event {write} wrote the key at {at} us, "
                f"before it landed at {done} us: it fills nothing",
            )
    later = [w for w in writes_before(case, i) if w > begun]
    if later:
        return Copy("written", f"event {later[0]} wrote the key and killed every copy")
    if now >= done + ttl_us:
        return Copy("expired", f"filled at {done} us, it is dead from {done + ttl_us} us on")
    return Copy("held", f"filled at {done} us, it lives until {done + ttl_us} us unless evicted")


def last_fetch(case: Case, expected: Answers, i: int) -> int | None:
    """The last event before i that began a fetch of its key from the origin."""
    same = (case["key"][:i] == case["key"][i]) & (case["op"][:i] != WRITE)
    same &= np.isin(expected["outcome"][:i], (ORIGIN, FAILED))
    same &= expected["done_us"][:i] - case["t_us"][:i] == case["origin_us"]
    if case["coalesce"] == 1:
        same &= case["node"][:i] == case["node"][i]
    return leader(case, expected, int(np.flatnonzero(same)[-1])) if same.any() else None


def fetch_of_others(case: Case, expected: Answers, i: int) -> int | None:
    """The last event before i that began a fetch of its key which is still under way at i."""
    same = (case["key"][:i] == case["key"][i]) & (expected["done_us"][:i] > case["t_us"][i])
    same &= np.isin(expected["outcome"][:i], (ORIGIN, FAILED))
    return leader(case, expected, int(np.flatnonzero(same)[-1])) if same.any() else None
