"""Cases of the level node-dies: a quarter of the rows is lost in the middle of the peak."""

from __future__ import annotations

from harness.kata import Case, Rng

from ..evenings import evening
from .scored import scored
from .small import quiet

__all__ = ["quiet_loss"]
DEPTH = ("peak_at_20_cores",)


def quiet_loss(rng: Rng) -> Case:
    """Two hundred and fifty rows are lost, and there are cores to rebuild them all at once."""
    return quiet(rng, 5)


def peak_at_20_cores(rng: Rng) -> Case:
    """The evening: 4,000 reads a second from 15 s to 45 s, and a node is lost at 25 s."""
    return evening(rng, 5)


WORKLOADS = {"peak": scored(5)}
