"""What a case of twitter may be, beyond the ends in kata.py."""

from __future__ import annotations

from collections.abc import Callable

from harness.kata import Case, Clause, Reaches


def _anything_goes(case: Case) -> str | None:
    """The domains say it all."""
    return None


VALID: dict[str, Clause] = {"Site": _anything_goes}
REACHES: dict[str, dict[str, Reaches]] = {
    "Site": {
        "a row is lost": lambda case: case["evening"] == 5 and case["seconds"] >= 8,
        "a star posts": lambda case: case["evening"] == 3 and case["seconds"] >= 8,
    }
}
AT_FULL_SIZE: dict[str, dict[str, Callable[[Case], bool]]] = {}
_A_LIMIT = "a limit is what an evening is held to; the site behaves alike whatever it is"
UNREACHED: dict[str, dict[str, str]] = {
    "Site": {
        "p99_ms lowest": _A_LIMIT,
        "*_ppm lowest": _A_LIMIT,
        "*_ppm 1": _A_LIMIT,
        "rows_max lowest": _A_LIMIT,
        "rows_max 1": _A_LIMIT,
    }
}
