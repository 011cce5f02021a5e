"""What each level asks of an answer, its quality, and the work that no solution can avoid."""

from __future__ import annotations

from collections.abc import Callable

from harness.kata import Answers, Case, Quality, Work

from ..streams import events_of
from . import bounded, jump, lookup, placement, replicas
from .warmth import warm_requests

LEVELS = {
    "lookup": lookup,
    "replicas": replicas,
    "bounded": bounded,
    "placement": placement,
    "rolling-replacement": placement,
    "jump": jump,
}

QUALITY: dict[str, Callable[[Case, Answers], Quality]] = {"rolling-replacement": warm_requests}


def _lookup_work(case: Case) -> Work:
    """Read every key, look at one place of the ring, name the owner."""
    n = len(case["keys"])
    return Work(12 * n, gathers=n, gathered_bytes=4 * int(case["vnodes"].sum()))


def _replicas_work(case: Case) -> Work:
    """Read every key, look at one place of the ring, name r nodes."""
    n = len(case["keys"])
    return Work((8 + 4 * case["r"]) * n, gathers=n, gathered_bytes=4 * int(case["vnodes"].sum()))


def _placement_work(case: Case) -> Work:
    """Read every event, tell its node apart from all others, name it."""
    n = events_of(case)
    return Work(13 * n, gathers=n, gathered_bytes=2 * len(case["node"]))


def _jump_work(case: Case) -> Work:
    """Read every key and write its bucket; the divisions are arithmetic, and count as free."""
    return Work(12 * len(case["keys"]))


WORK: dict[str, Callable[[Case], Work]] = {
    "lookup": _lookup_work,
    "replicas": _replicas_work,
    "bounded": _lookup_work,
    "placement": _placement_work,
    "jump": _jump_work,
}
