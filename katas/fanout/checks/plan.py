"""What makes a plan of `choose` legal: flags that are flags, and no burst above the cap."""

from __future__ import annotations

from typing import Any

import numpy as np

from harness.kata import Answers, Case

__all__ = ["flags_are_0_or_1", "within_burst_cap"]


def flags_are_0_or_1(case: Case, expected: Any, got: Answers) -> str | None:
    """A bool of numpy is a byte; other bytes than 0 and 1 can be written through a view of it."""
    flags = got["push"].view(np.uint8)
    wrong = np.flatnonzero(flags > 1)
    if not len(wrong):
        return None
    edge = int(wrong[0])
    return f"{_edge(case, edge)} is flagged {flags[edge]}, which is neither 0 (pull) nor 1 (push)"


def within_burst_cap(case: Case, expected: Any, got: Answers) -> str | None:
    """No post may start more deliveries than the site can bear at once."""
    pushed = np.concatenate([[0], np.cumsum(got["push"].view(np.uint8), dtype=np.int64)])
    burst = pushed[case["start"][1:]] - pushed[case["start"][:-1]]
    if not len(burst):
        return None
    author = int(burst.argmax())
    if burst[author] <= case["burst_cap"]:
        return None
    return (
        f"posts of user {author} are pushed to {burst[author]} of "
        f"{np.diff(case['start'])[author]} followers, and burst_cap is {case['burst_cap']}"
    )


def _edge(case: Case, edge: int) -> str:
    author = int(np.searchsorted(case["start"], edge, side="right")) - 1
    return f"edge {edge} (author {author}, follower {case['user'][edge]})"
