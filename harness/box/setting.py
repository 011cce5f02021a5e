"""What all boxes of a launch share: the kind of box, limits, cores, threads."""

from __future__ import annotations

from dataclasses import dataclass

from harness.kata import Limits


@dataclass(frozen=True)
class Setting:
    """Kind of box, limits, cores, the seed of hashes, and how many threads may run."""

    mode: str
    limits: Limits
    cores: tuple[int, ...] = ()
    hash_seed: int = 0
    threads: int = 1
