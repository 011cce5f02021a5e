"""Cases of the level rows: every row takes memory, and most are never opened."""

from __future__ import annotations

from harness.kata import Case, Rng, Workload

from ..evenings import evening
from .small import quiet

__all__ = ["quiet_rows"]
DEPTH = ("memory_for_20000",)
WORKLOADS: dict[str, Workload] = {}


def quiet_rows(rng: Rng) -> Case:
    """Many posts and few reads on a small site, with memory for everybody."""
    return quiet(rng, 2)


def memory_for_20000(rng: Rng) -> Case:
    """The evening: 600 posts and 800 reads a second, 50,000 accounts, 20,000 rows."""
    return evening(rng, 2)
