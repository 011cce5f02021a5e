"""What a case of lru-cache may be, beyond the ends in kata.py."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Clause

from .operations import NAMES, PUT
from .reaches import AT_FULL_SIZE, BATCHES_MAX, REACHES, UNREACHED

__all__ = ["AT_FULL_SIZE", "REACHES", "UNREACHED", "VALID"]


def _anything_goes(case: Case) -> str | None:
    """The domains say it all."""
    return None


def _of_stream(case: Case) -> str | None:
    if len(case["batches"]) > BATCHES_MAX:
        return f"{len(case['batches'])} batches; a stream has {BATCHES_MAX} at most"
    for number, batch in enumerate(case["batches"]):
        wrong = np.flatnonzero((batch["op"] != PUT) & (batch["value"] != 0))
        if len(wrong):
            i = int(wrong[0])
            return (
                f"operation {i} of batch {number} is a {NAMES[batch['op'][i]]} and has the value "
                f"{batch['value'][i]}; only a put has one"
            )
    return None


def _trouble_within(case: Case) -> str | None:
    count = sum(len(batch["keys"]) for batch in case["batches"])
    start = case.get("_trouble", (0,))[0]
    if not 0 <= start <= count:
        return f"the trouble begins at request {start} of {count}"
    return None


VALID: dict[str, Clause] = {
    "replay": _anything_goes,
    "LRU": _of_stream,
    "hits_by_capacity": _anything_goes,
    "step": _trouble_within,
}
