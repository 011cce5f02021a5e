"""Any small case that the contract allows, drawn to the ends of what it allows."""

from __future__ import annotations

from typing import Any

import numpy as np

from harness.kata import Case, Rng

from ..protocol import AUTHORIZE, CAPTURE, INT64, REFUND, TRANSFER, VOID, request_batch
from .journals import Legs, frame

EDGES = (0, 1, 2, 2**7, 2**8, 2**15, 2**16, 2**24 + 1, 2**31, 2**32, 2**53 + 1, 2**61 - 1, 2**62)
"""Numbers beside which types, masks and floats end."""
_TOP = int(INT64.max)
_PRIME = 2**61 - 1
"""What Python's hash of an int forgets."""


def _some(rng: Rng, values: Any, n: int, odd: tuple[int, ...] = (), share: float = 0.05) -> Any:
    """n of these values, and a few odd ones."""
    drawn = np.array(values, np.int64)[rng.integers(0, len(values), n)]
    if odd:
        strange = np.array(odd, np.int64)[rng.integers(0, len(odd), n)]
        drawn = np.where(rng.random(n) < share, strange, drawn)
    return drawn


def _accounts(rng: Rng, unit: int) -> tuple[np.ndarray, np.ndarray]:
    """Balance and guard of none, one, or a few."""
    n = int(rng.choice([0, 1, 2, 3, 4], p=[0.02, 0.03, 0.25, 0.3, 0.4]))
    guarded = (rng.random(n) < 0.6).astype(np.uint8)
    balance = _some(rng, (0, 1, 2, 3), n) * min(unit, 2**60)
    rich = _some(rng, (_TOP, _TOP - 1, _TOP - unit, *EDGES), n)
    poor = _some(rng, (-1, -unit, -_TOP, INT64.min), n)
    balance = np.where(rng.random(n) < 0.2, rich, balance)
    return np.where((guarded == 0) & (rng.random(n) < 0.4), poor, balance), guarded


def _sides(rng: Rng, n: int, n_accounts: int) -> Any:
    ends = (-1, n_accounts, 2**8, 2**16, -(2**31), 2**31 - 1)
    return _some(rng, range(max(1, n_accounts)), n, ends)


def _amounts(rng: Rng, n: int, unit: int) -> Any:
    small = _some(rng, (1, 2, 3), n) * min(unit, 2**61) + _some(rng, (0, 0, 0, -1, 1), n)
    return np.where(rng.random(n) < 0.1, _some(rng, (*EDGES, _TOP, -1, INT64.min), n), small)


def _unit(rng: Rng) -> int:
    return int(rng.choice([1, 1, 2**8, 2**24 + 1, 2**31, 2**32, 2**53 + 1, 2**62]))


def any_orders(rng: Rng) -> Case:
    """Orders between few accounts, with sums at all ends."""
    unit, n = _unit(rng), int(rng.choice([0, 1, 2, 60], p=[0.03, 0.05, 0.1, 0.82]))
    balance, guarded = _accounts(rng, unit)
    return {
        "debit": _sides(rng, n, len(balance)).astype(np.int32),
        "credit": _sides(rng, n, len(balance)).astype(np.int32),
        "amount": _amounts(rng, n, unit),
        "guarded": guarded,
        "balance": balance,
    }


def any_transfers(rng: Rng) -> Case:
    """Requests of the level `keys`."""
    return _requests(rng, (TRANSFER,))


def any_requests(rng: Rng) -> Case:
    """Requests of all kinds."""
    return _requests(rng, (TRANSFER, AUTHORIZE, AUTHORIZE, CAPTURE, VOID, REFUND))


def _requests(rng: Rng, ops: tuple[int, ...]) -> Case:
    """Few different requests, again and again, sometimes with a field or two of another one."""
    n, pool = int(rng.choice([1, 2, 70], p=[0.04, 0.06, 0.9])), 12
    unit = _unit(rng)
    balance, guarded = _accounts(rng, unit)
    ttl_ms = int(rng.choice([0, 1, 2, 300, 2**31 + 1, 2**32, 2**53 + 1, 2**61]))
    holds_ms = int(rng.choice([1, 2, 200, 2**31, 2**32, 2**53 + 1]))
    base = int(rng.choice([-2, 1, 12, 2**31, 2**53, 2**62]))
    keys = [base, base + 1, base - 1, base + 2**8, base - 2**32, -base, base - _PRIME]
    fields = {
        "merchant": _some(rng, (0, 1, 12, -1, -2, 2**31 - 1, -(2**31)), pool),
        "key": _some(rng, keys, pool, (0, INT64.min, _TOP), 0.3),
        "op": _some(rng, ops, pool),
        "debit": _sides(rng, pool, len(balance)),
        "credit": _sides(rng, pool, len(balance)),
        "amount": _amounts(rng, pool, unit),
        "ref": _some(rng, range(1, 9), pool, (0, -1, -2, 2**32 + 1, _TOP, INT64.min), 0.1),
        "timeout_ms": _some(rng, (0, holds_ms), pool, (-1, 1, INT64.min), 0.1),
    }
    asked = np.arange(n) % pool if rng.random() < 0.3 else rng.integers(0, pool, n)
    columns = {name: column[asked] for name, column in fields.items()}
    for name in ("op", "debit", "credit", "amount", "ref", "timeout_ms"):
        other = fields[name][rng.integers(0, pool, n)]
        columns[name] = np.where(rng.random(n) < 0.06, other, columns[name])
    columns["ref"] = np.where(rng.random(n) < 0.5, rng.integers(1, n // 5 + 3, n), columns["ref"])
    columns["t_ms"] = _times(rng, n, (max(0, ttl_ms - 1), ttl_ms, holds_ms - 1, holds_ms))
    cuts = np.sort(rng.integers(0, n + 1, int(rng.choice([0, 1, 5]))))
    parts = [slice(*ends) for ends in zip([0, *cuts], [*cuts, n], strict=True)]
    return {
        "balance": balance,
        "guarded": guarded,
        "ttl_ms": ttl_ms,
        "batches": [
            request_batch({name: column[part] for name, column in columns.items()})
            for part in parts
        ],
    }


def _times(rng: Rng, n: int, far_ms: tuple[int, ...]) -> np.ndarray:
    """Times that never fall, with a few steps that something ends in."""
    steps = _some(rng, (0, 0, 0, 1), n)
    begin = int(rng.choice([0, 1, 2**31 - 2, 2**53 - 1, 1_700_000_000_000]))
    now = begin
    for i in np.sort(rng.integers(0, n, 6)).tolist():
        step = far_ms[int(rng.integers(0, len(far_ms)))]
        if now + step + n < 2**62:
            steps[i] += step
            now += step
    return begin + np.cumsum(steps)


def any_journal(rng: Rng) -> Case:
    """Frames of any legs, and what may have become of them."""
    n_accounts, n = int(rng.integers(0, 4)), int(rng.choice([0, 1, 2, 8]))
    base = int(rng.choice([12, 2**31 + 5, 2**53, 2**62]))
    near = [base, base + 1, base + 2**8, base + 2**16, base - 2**32, -base, base - _PRIME, -1, -2]
    keys = rng.permutation(np.array([*near, INT64.min, _TOP])).tolist()
    first = int(rng.choice([1, 1, 1, 1, 1, 1, 7, 0, 2]))
    frames = [
        frame(first + i, keys[i] if rng.random() < 0.8 else 0, _legs(rng, n_accounts))
        for i in range(n)
    ]
    data = bytearray(b"".join(frames))
    fate = rng.random()
    if fate < 0.2 and data:
        data[int(rng.integers(0, len(data)))] ^= 1 << int(rng.integers(0, 8))
    elif fate < 0.4:
        data = data[: int(rng.integers(0, len(data) + 1))]
    elif fate < 0.6:
        odd = int(rng.choice([n, n + 2, 1, 0, -1, n + 1 + 2**16, n + 1 + 2**32]))
        data += frame(odd, keys[8], _legs(rng, n_accounts)) + bytes(int(rng.integers(0, 30)))
    n_asked = int(rng.choice([0, 1, 12]))
    return {
        "journal": np.frombuffer(bytes(data), np.uint8),
        "snapshot": int(rng.choice([0, 0, 0, 1, 6, max(0, n - 1), n, n + 1, _TOP])),
        "retried": rng.choice(np.array(keys), n_asked),
        "balance": _some(rng, (-5, 0, 7), n_accounts),
    }


def _legs(rng: Rng, n_accounts: int) -> Legs:
    """Legs that come to 0, to and fro, so that no balance leaves int64 on the way."""
    if not n_accounts or rng.random() < 0.15:
        return []
    amount = int(rng.choice([0, 1, 2**8, 2**31, 2**32 + 1, 2**53 + 1, 2**58]))
    one, other = (int(account) for account in rng.integers(0, n_accounts, 2))
    parts = [amount] if rng.random() < 0.6 else [1, 1, amount]
    return [(one, -sum(parts)), *((other, part) for part in parts)]


ANYTHING = {
    "transfer": any_orders,
    "keys": any_transfers,
    "Ledger": any_requests,
    "recover": any_journal,
}
"""By function; the level `keys` knows transfers alone."""
