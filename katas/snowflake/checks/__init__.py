"""What each level asks of an answer, and the work that no solution can avoid."""

from __future__ import annotations

from collections.abc import Callable

from harness.kata import Case, Work

from . import generate, issue_6, many_workers, restart, unpack

LEVELS = {
    "unpack": unpack,
    "generate": generate,
    "many-workers": many_workers,
    "restart": restart,
    "issue-6": issue_6,
}


def _unpacking(case: Case) -> Work:
    """8 bytes in and 24 out an id."""
    return Work(32 * len(case["ids"]))


def _generating(case: Case) -> Work:
    """A reading in and an id out."""
    return Work(16 * len(case["clock_ms"]))


def _generating_many(case: Case) -> Work:
    """The worker as well; all states fit the first-level cache."""
    return Work(18 * len(case["clock_ms"]) + 2 * 16 * len(case["state"]))


def _living(case: Case) -> Work:
    """Kind, process and reading in, an id out; the processes fit the first-level cache."""
    return Work(sum(21 * len(batch["kind"]) for batch in case["batches"]))


WORK: dict[str, Callable[[Case], Work]] = {
    "unpack": _unpacking,
    "generate": _generating,
    "many-workers": _generating_many,
    "restart": _living,
    "issue-6": _living,
}
