"""The checks of every level, and the work that nobody can avoid."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType

from harness.kata import Case, Work

from . import keys, payments, recover, transfer

LEVELS: dict[str, ModuleType] = {
    "transfer": transfer,
    "keys": keys,
    "payments": payments,
    "recover": recover,
    "storm": payments,
}

REQUEST_BYTES, ANSWER_BYTES = 53, 11
SLOT_BYTES, SAVED_BYTES, ACCOUNT_BYTES = 8, 64, 16
"""The least that tells keys apart, holds a request with its answer, and a balance with its hold."""


def _transfer_work(case: Case) -> Work:
    """Orders in, statuses out; the payer's balance, at a place nobody can foresee.

    Many are paid to the same few, whose balances stay near: they are not counted.
    """
    n = len(case["amount"])
    return Work(n * 18, gathers=n, gathered_bytes=case["balance"].nbytes)


def _ledger_work(case: Case) -> Work:
    """Requests in, answers out, what is saved behind the other; a slot and two accounts each."""
    n = sum(len(batch["op"]) for batch in case["batches"])
    streamed = n * (REQUEST_BYTES + ANSWER_BYTES + SAVED_BYTES)
    accounts = len(case["balance"]) * ACCOUNT_BYTES
    return Work(streamed, gathers=3 * n, gathered_bytes=accounts + 16 * n * SLOT_BYTES)


def _recover_work(case: Case) -> Work:
    """The journal once, as far as it counts; a balance for every leg."""
    return Work(case["_bytes"], gathers=case["_legs"], gathered_bytes=case["balance"].nbytes)


WORK: dict[str, Callable[[Case], Work]] = {
    "transfer": _transfer_work,
    "keys": _ledger_work,
    "payments": _ledger_work,
    "recover": _recover_work,
    "storm": _ledger_work,
}
