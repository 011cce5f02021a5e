"""What each level asks of an answer, its quality, and the work that no solution can avoid."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from harness.kata import Answers, Case, Quality, Work

from . import page, plan, timeline
from .cost import cost_quality

LEVELS = {
    "deliver": timeline,
    "celebrities": timeline,
    "choose": plan,
    "serve": page,
    "fail-whale": page,
}

QUALITY: dict[str, Callable[[Case, Answers], Quality]] = {"choose": cost_quality}


def _deliver_work(case: Case) -> Work:
    """Read each post, and each list of followers once; write every line of a row that fills."""
    start, author = case["start"], case["author"]
    posts = np.bincount(author, minlength=len(start) - 1)
    reach = np.diff(start)
    due = np.bincount(case["user"], np.repeat(posts, reach), minlength=len(start) - 1)
    lines = np.ceil(np.minimum(due, 64) / 8).sum()
    streamed = 12 * len(author) + 4 * int(reach[posts > 0].sum())
    return Work(streamed, gathers=int(lines), gathered_bytes=512 * (len(start) - 1))


def _serve_work(case: Case) -> Work:
    """Read each event; find the page of each reader, read it and write it out."""
    events = sum(len(batch["kind"]) for batch in case["batches"])
    reads = sum(batch["R"] for batch in case["batches"])
    return Work(13 * events + 800 * reads, gathers=reads, gathered_bytes=400 * case["n_users"])


WORK: dict[str, Callable[[Case], Work]] = {
    "deliver": _deliver_work,
    "celebrities": _deliver_work,
    "serve": _serve_work,
    "fail-whale": _serve_work,
}
