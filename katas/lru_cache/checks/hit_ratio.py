"""How good the decisions of a policy are: how often they hit, between LRU and Belady."""

from __future__ import annotations

from harness.kata import Answers, Case, Quality

from ..hit_counts import lru_marks, marks, optimal_hits
from .policy import keys_of


def hit_ratio(case: Case, got: Answers) -> Quality:
    """Hit ratio of the decisions, between LRU's and that of Belady's rule with bypass, on the same
    trace.
    """
    return _quality(case, got, 0)


def hit_ratio_in_trouble(case: Case, got: Answers) -> Quality:
    """The same for the requests from the first of the trouble on.

    The area between two curves of the hit ratio over time is the difference of the hits, for every
    second has as many requests. Belady's rule bounds the hits from there on as well, if it starts
    with the best cache that anybody can have by then: any of the keys asked for so far.
    """
    return _quality(case, got, case["_trouble"][0])


def _quality(case: Case, got: Answers, start: int) -> Quality:
    keys, capacity = keys_of(case), case["capacity"]
    seen_before = list(dict.fromkeys(keys[:start]))
    hits = (
        sum(marks(keys, got["choice"].tolist(), capacity)[start:]),
        sum(lru_marks(keys, capacity)[start:]),
        optimal_hits(seen_before + keys[start:], capacity),
    )
    value, baseline, bound = (count / max(1, len(keys) - start) for count in hits)
    return Quality(value, baseline, bound)
