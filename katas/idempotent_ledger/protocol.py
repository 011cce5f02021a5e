"""What requests and answers are made of: operations, statuses, and the columns of a batch."""

from __future__ import annotations

from typing import Any

import numpy as np

from harness.kata import Case

TRANSFER, AUTHORIZE, CAPTURE, VOID, REFUND = range(5)
OK, INVALID, NOT_ENOUGH, UNKNOWN = 200, 400, 402, 404
CONFLICT, EXPIRED, TOO_LARGE, MISMATCH = 409, 410, 413, 422

DAY_MS = 86_400_000
INT64 = np.iinfo(np.int64)

COLUMNS = {
    "t_ms": np.int64,
    "merchant": np.int32,
    "key": np.int64,
    "op": np.uint8,
    "debit": np.int32,
    "credit": np.int32,
    "amount": np.int64,
    "ref": np.int64,
    "timeout_ms": np.int64,
}


def request_batch(columns: dict[str, Any]) -> Case:
    """The columns of a batch in their types."""
    return {
        name: np.ascontiguousarray(columns[name], dtype=dtype) for name, dtype in COLUMNS.items()
    }
