"""Small sites: a few accounts for a few seconds, with cores in plenty or without limits."""

from __future__ import annotations

from harness.kata import Case, Rng

from ..evenings import NO_LIMIT, evening

PLENTY = {"deliver_cores": 200, "read_cores": 200, "p99_ms": 60_000}


def quiet(rng: Rng, number: int) -> Case:
    """A thousand accounts for eight seconds, with cores for fifty thousand."""
    limits = {"early_ppm": 1_000_000, "gone_ppm": 1_000_000, "rows_max": 1_000}
    return evening(rng, number, users=1_000, seconds=8, **PLENTY, **limits)


def tiny(rng: Rng, number: int, **changes: int) -> Case:
    """Ten accounts for a second: nobody may ever come. Without limits."""
    return evening(rng, number, users=10, seconds=1) | NO_LIMIT | changes


def anything(rng: Rng, number: int) -> Case:
    """Any small site of an evening, in which every legal decision is right."""
    return tiny(
        rng,
        number,
        users=int(rng.integers(10, 300)),
        seconds=int(rng.integers(1, 4)),
        deliver_cores=int(rng.choice([1, 2, 7, 200])),
        read_cores=int(rng.choice([1, 2, 7, 200])),
    )
