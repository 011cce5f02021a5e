"""Cases of the level star: a post with 30,000 followers, and replies that overtake it."""

from __future__ import annotations

from harness.kata import Case, Rng, Workload

from ..evenings import evening
from .small import quiet

__all__ = ["quiet_star"]
DEPTH = ("star_posts",)
WORKLOADS: dict[str, Workload] = {}


def quiet_star(rng: Rng) -> Case:
    """A star of a small site: 600 followers are reached in a third of a second."""
    return quiet(rng, 3)


def star_posts(rng: Rng) -> Case:
    """The evening: four posts of the star within five seconds, a hundred answers each, and all
    come to read.
    """
    return evening(rng, 3)
