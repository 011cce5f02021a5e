"""A case of rate-limit as lines: what a bucket is, and then who asks when (`ask 0 1500`)."""

from __future__ import annotations

from harness.kata import CaseText
from katas import lines

TEXTS: dict[str, CaseText] = {
    "allow": lines.plain(
        numbers={"users": "n_users", "capacity": "capacity", "interval_ms": "interval_ms"},
        rows={"ask": {"user": "int32", "at_ms": "int64"}},
    ),
}
