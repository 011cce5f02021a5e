"""Cases of the level monday: reads grow fortyfold in half a minute."""

from __future__ import annotations

from harness.kata import Case, Rng, Workload

from ..evenings import SEED_MAX, evening
from .small import quiet, tiny

__all__ = ["ten_accounts", "a_core_each", "cores_for_all", "quiet_monday"]
DEPTH = ("reads_grow",)
WORKLOADS: dict[str, Workload] = {}


def ten_accounts(rng: Rng) -> Case:
    """The fewest accounts and the shortest evening."""
    return tiny(rng, 1, seed=0)


def a_core_each(rng: Rng) -> Case:
    """One core that delivers, one that reads."""
    return tiny(rng, 1, seed=1, users=100, deliver_cores=1, read_cores=1)


def cores_for_all(rng: Rng) -> Case:
    """The most cores there may be."""
    return tiny(rng, 1, seed=SEED_MAX, users=100, deliver_cores=200, read_cores=200)


def quiet_monday(rng: Rng) -> Case:
    """Monday on a small site with cores in plenty: pages only have to be up to date."""
    return quiet(rng, 1)


def reads_grow(rng: Rng) -> Case:
    """The evening: 300 reads a second, then more and more, then 12,300."""
    return evening(rng, 1)
