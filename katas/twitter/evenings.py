"""The evenings as they are judged: how many cores there are, and which limits hold."""

from __future__ import annotations

from harness.kata import Case, Rng

SEED_MAX = 2**24
NO_LIMIT = {
    "p99_ms": 60_000,
    "bad_ppm": 1_000_000,
    "early_ppm": 1_000_000,
    "gone_ppm": 1_000_000,
    "rows_max": 50_000,
}
"""A case in which any legal decision is right."""
_LIMITS = {
    1: {"p99_ms": 300, "bad_ppm": 20_000},
    2: {"p99_ms": 300, "bad_ppm": 20_000, "rows_max": 20_000},
    3: {"p99_ms": 300, "bad_ppm": 20_000, "early_ppm": 3_000},
    4: {"p99_ms": 500, "bad_ppm": 20_000},
    5: {"p99_ms": 300, "bad_ppm": 20_000},
}
GONE_PPM = 2_000
CORES = {1: (6, 10), 2: (2, 7), 3: (4, 8), 4: (30, 40), 5: (4, 20)}
"""By evening, the cores that deliver and those that read."""


def evening(rng: Rng, number: int, **changes: int) -> Case:
    """An evening whole, as a level asks for it, with a seed of its own."""
    deliver, read = CORES[number]
    case = {
        "evening": number,
        "seed": int(rng.integers(0, SEED_MAX)),
        "users": 50_000,
        "seconds": 60,
        "deliver_cores": deliver,
        "read_cores": read,
        **NO_LIMIT,
        **_LIMITS[number],
        "gone_ppm": GONE_PPM,
    }
    return {**case, **changes}
