"""What a case of idempotent-ledger may be, beyond the ends in kata.py."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Clause

from .protocol import AUTHORIZE, INT64
from .reaches import AT_FULL_SIZE, REACHES, UNREACHED, columns_of, good_frames

__all__ = ["AT_FULL_SIZE", "REACHES", "UNREACHED", "VALID"]


def _guarded_have_money(case: Case) -> str | None:
    poor = np.flatnonzero((case["guarded"] == 1) & (case["balance"] < 0))
    if not len(poor):
        return None
    return f"account {poor[0]} is guarded and begins with {case['balance'][poor[0]]}, below 0"


def _ledger(case: Case) -> str | None:
    asked = columns_of(case)
    t_ms, timeout_ms = asked["t_ms"], asked["timeout_ms"]
    falls = np.flatnonzero(np.diff(t_ms) < 0)
    if len(falls):
        return f"t_ms falls: request {falls[0] + 1} is before request {falls[0]}"
    late = np.flatnonzero((asked["op"] == AUTHORIZE) & (timeout_ms > INT64.max - t_ms))
    if len(late):
        return f"the hold of request {late[0]} would end beyond int64"
    return _guarded_have_money(case)


def _recover(case: Case) -> str | None:
    if (case["retried"] == 0).any():
        return f"retried[{int((case['retried'] == 0).argmax())}] is 0, which is no key"
    balance, known = case["balance"].tolist(), set()
    for number, (key, legs) in enumerate(good_frames(case["journal"].tobytes()), 1):
        if key in known:
            return f"frame {number} has key {key}, as a frame before it"
        known |= {key} - {0}
        if sum(amount for _, amount in legs) != 0:
            return f"the legs of frame {number} come to {sum(amount for _, amount in legs)}, not 0"
        for account, amount in legs:
            if not 0 <= account < len(balance):
                return f"frame {number} has account {account}, of {len(balance)}"
            balance[account] += amount * (number > case["snapshot"])
            if not INT64.min <= balance[account] <= INT64.max:
                return f"frame {number} brings account {account} beyond int64"
    return None


VALID: dict[str, Clause] = {
    "transfer": _guarded_have_money,
    "Ledger": _ledger,
    "recover": _recover,
}
