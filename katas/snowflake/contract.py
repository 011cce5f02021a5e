"""What a case of snowflake may be, beyond the ends in kata.py."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Clause

from .constants import FIRST_MS, LAST_MS, SEQUENCES
from .reaches import AT_FULL_SIZE, REACHES, TWITTER, UNREACHED

__all__ = ["AT_FULL_SIZE", "REACHES", "UNREACHED", "VALID"]

# what a case may be


def _unpack(case: Case) -> str | None:
    negative = np.flatnonzero(case["ids"] < 0)
    if case["layout"] == TWITTER and len(negative):
        return f"ids[{int(negative[0])}] is below 0, and bit 63 of a Twitter id is 0"
    return None


def _states(case: Case) -> str | None:
    """Each row is [-1, 0] or the time and the sequence of an id."""
    rows = case["state"].reshape(-1, 2)
    ms, sequence = rows.T
    issued = (ms >= FIRST_MS) & (sequence >= 0) & (sequence < SEQUENCES)
    wrong = np.flatnonzero(~issued & (rows != [-1, 0]).any(axis=1))
    if not len(wrong):
        return None
    row = int(wrong[0])
    whose = f" of worker {row}" if len(rows) > 1 else ""
    return (
        f"the state{whose} is {rows[row].tolist()}, which is neither [-1, 0] nor a time of the "
        "layout and a sequence from 0 to 4095"
    )


def _fleet(case: Case) -> str | None:
    drift = case["max_drift_ms"]
    for number, batch in enumerate(case["batches"]):
        late = np.flatnonzero(batch["clock_ms"] > LAST_MS - drift)
        if len(late):
            i = int(late[0])
            return (
                f"event {i} of batch {number} reads {int(batch['clock_ms'][i])}; with max_drift_ms "
                f"{drift} a clock reads at most {LAST_MS - drift}"
            )
    return None


VALID: dict[str, Clause] = {
    "unpack": _unpack,
    "generate": _states,
    "generate_many": _states,
    "Fleet": _fleet,
}
