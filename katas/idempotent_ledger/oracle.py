"""The rules, one after the other. Slow and obviously right: Python's own integers, no indexes."""

from __future__ import annotations

import zlib
from typing import Any

import numpy as np

TRANSFER, AUTHORIZE, CAPTURE, VOID, REFUND = range(5)
OK, INVALID, NOT_ENOUGH, UNKNOWN, CONFLICT, EXPIRED, TOO_LARGE, MISMATCH = (
    200,
    400,
    402,
    404,
    409,
    410,
    413,
    422,
)
LOWEST, HIGHEST = -(2**63), 2**63 - 1


def transfer(orders: Any, guarded: np.ndarray, balance: np.ndarray, status: np.ndarray) -> None:
    """Play the orders one by one. O(n)."""
    book = Book(balance, guarded)
    for i, order in enumerate(zip(*(column.tolist() for column in orders), strict=True)):
        status[i] = OK if book.is_possible(*order) else INVALID
        if status[i] == OK:
            status[i] = book.move(*order)
    balance[:] = book.balance


class Book:
    """Balances of accounts, and what of them is held."""

    def __init__(self, balance: np.ndarray, guarded: np.ndarray) -> None:
        self.balance: list[int] = balance.tolist()
        self.guarded: list[int] = guarded.tolist()
        self.held = [0] * len(self.balance)

    def is_possible(self, debit: int, credit: int, amount: int) -> bool:
        """Whether it is an order at all."""
        n = len(self.balance)
        return amount > 0 and debit != credit and 0 <= debit < n and 0 <= credit < n

    def debit_status(self, account: int, amount: int) -> int:
        """Whether the account can give so much; what is held is not there."""
        left = self.balance[account] - self.held[account] - amount
        if self.guarded[account] and left < 0:
            return NOT_ENOUGH
        return TOO_LARGE if left < LOWEST else OK

    def move(self, debit: int, credit: int, amount: int) -> int:
        """Move money if both accounts allow it."""
        status = self.debit_status(debit, amount)
        if status == OK and self.balance[credit] + amount > HIGHEST:
            status = TOO_LARGE
        if status == OK:
            self.balance[debit] -= amount
            self.balance[credit] += amount
        return status


class Payment:
    """An authorization and what became of it."""

    def __init__(self, debit: int, credit: int, amount: int, deadline_ms: float) -> None:
        self.debit, self.credit, self.amount = debit, credit, amount
        self.deadline_ms = deadline_ms
        self.state = "pending"
        self.captured = self.refunded = 0


class Ledger:
    """A book, the payments by id, and the first answer of each key."""

    def __init__(self, balance: np.ndarray, guarded: np.ndarray, ttl_ms: int) -> None:
        self.book = Book(balance, guarded)
        self.ttl_ms = ttl_ms
        self.payments: dict[int, Payment] = {}
        self.saved: dict[tuple[int, int], tuple[int, tuple[int, ...], int, int]] = {}
        self.last_id = 0

    def apply(
        self, requests: Any, status: np.ndarray, result_id: np.ndarray, replayed: np.ndarray
    ) -> None:
        """One request after the other. O(payments) each."""
        columns = zip(*(column.tolist() for column in requests), strict=True)
        for i, (t_ms, merchant, key, *request) in enumerate(columns):
            self.expire(t_ms)
            answer = self.answer(t_ms, (merchant, key), tuple(request))
            status[i], result_id[i], replayed[i] = answer

    def expire(self, t_ms: int) -> None:
        """Let go of all holds whose time has come."""
        for payment in self.payments.values():
            if payment.state == "pending" and t_ms >= payment.deadline_ms:
                payment.state = "expired"
                self.book.held[payment.debit] -= payment.amount

    def answer(
        self, t_ms: int, name: tuple[int, int], request: tuple[int, ...]
    ) -> tuple[int, int, int]:
        """Status, id and whether it is a replay."""
        if not self.is_valid(*request):
            return INVALID, 0, 0
        if name[1] != 0 and name in self.saved:
            first_ms, first, status, result_id = self.saved[name]
            if t_ms < first_ms + self.ttl_ms:
                return (status, result_id, 1) if first == request else (MISMATCH, 0, 0)
        status = self.execute(t_ms, *request)
        if status == OK:
            self.last_id += 1
        result_id = self.last_id if status == OK else 0
        self.saved[name] = t_ms, request, status, result_id
        return status, result_id, 0

    def is_valid(
        self, op: int, debit: int, credit: int, amount: int, ref: int, timeout_ms: int
    ) -> bool:
        if op in (TRANSFER, AUTHORIZE):
            possible = self.book.is_possible(debit, credit, amount)
            return possible and (op == TRANSFER or timeout_ms >= 0)
        return op == VOID or amount > 0

    def execute(
        self, t_ms: int, op: int, debit: int, credit: int, amount: int, ref: int, timeout_ms: int
    ) -> int:
        """Do it, or say why not."""
        if op == TRANSFER:
            return self.book.move(debit, credit, amount)
        if op == AUTHORIZE:
            status = self.book.debit_status(debit, amount)
            if status == OK:
                deadline_ms = t_ms + timeout_ms if timeout_ms else float("inf")
                self.payments[self.last_id + 1] = Payment(debit, credit, amount, deadline_ms)
                self.book.held[debit] += amount
            return status
        if ref not in self.payments:
            return UNKNOWN
        payment = self.payments[ref]
        if payment.state == "expired":
            return EXPIRED
        if payment.state != ("captured" if op == REFUND else "pending"):
            return CONFLICT
        if op == REFUND:
            return self.refund(payment, amount)
        return self.resolve(payment, amount if op == CAPTURE else 0)

    def resolve(self, payment: Payment, captured: int) -> int:
        """Let go of the hold and move what is captured; nothing if it is voided."""
        book = self.book
        if captured > payment.amount:
            return NOT_ENOUGH
        if book.balance[payment.credit] + captured > HIGHEST:
            return TOO_LARGE
        book.held[payment.debit] -= payment.amount
        book.balance[payment.debit] -= captured
        book.balance[payment.credit] += captured
        payment.captured = captured
        payment.state = "captured" if captured else "voided"
        return OK

    def refund(self, payment: Payment, amount: int) -> int:
        if payment.refunded + amount > payment.captured:
            return NOT_ENOUGH
        status = self.book.move(payment.credit, payment.debit, amount)
        if status == OK:
            payment.refunded += amount
        return status


def recover(
    journal: np.ndarray,
    snapshot: int,
    retried: np.ndarray,
    balance: np.ndarray,
    result: np.ndarray,
    last: np.ndarray,
) -> None:
    """Frame by frame, until one is not whole. O(bytes + frames + retried)."""
    data, served = journal.tobytes(), {}
    at = sequence = 0
    while at + 24 <= len(data):
        checksum, n_legs, number, key = (
            int.from_bytes(data[at + start : at + end], "little", signed=start >= 8)
            for start, end in ((0, 4), (4, 8), (8, 16), (16, 24))
        )
        end = at + 24 + 16 * n_legs
        if end > len(data) or zlib.crc32(data[at + 4 : end]) != checksum or number != sequence + 1:
            break
        sequence = number
        if key != 0:
            served[key] = number
        if number > snapshot:
            legs = np.frombuffer(data[at + 24 : end], "<i8").reshape(n_legs, 2)
            for account, amount in legs.tolist():
                balance[account] += amount
        at = end
    last[0] = sequence
    result[:] = [served.get(key, 0) for key in retried.tolist()]
