"""Cases of the level world-cup: everybody reads, then everybody posts."""

from __future__ import annotations

from harness.kata import Case, Rng

from ..evenings import evening
from .scored import scored
from .small import quiet

__all__ = ["quiet_final"]
DEPTH = ("final_at_40_cores",)


def quiet_final(rng: Rng) -> Case:
    """A final that few people watch."""
    return quiet(rng, 4)


def final_at_40_cores(rng: Rng) -> Case:
    """The evening: 10,000 accounts with 60 to 100 followers post once while 12,000 reads a second
    come, and eight times each when they have gone.
    """
    return evening(rng, 4)


WORKLOADS = {"final": scored(4)}
