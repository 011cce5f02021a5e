"""Streams of requests told in small numbers, each with the answer its author expects.

Every seed gives another case of one plot: accounts, merchants, keys and the start of time are drawn
at random, and amounts are multiplied by a number that is.
"""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng
from katas import traces

from ..protocol import (
    AUTHORIZE,
    CAPTURE,
    COLUMNS,
    DAY_MS,
    INVALID,
    MISMATCH,
    NOT_ENOUGH,
    OK,
    REFUND,
    TRANSFER,
    VOID,
    request_batch,
)

Row = dict[str, int]


class Script:
    """Requests one after the other. `says` is the status that the author expects.

    Accounts are 0, 1, 2..., merchants and keys small numbers (key 0 stays 0: none). Each method
    returns the id of a new effect, else 0.
    """

    def __init__(
        self,
        rng: Rng,
        balance: list[int],
        guarded: list[int] | None = None,
        keys: np.ndarray | None = None,
        unit: int = 0,
        ttl_ms: int | None = None,
    ) -> None:
        n_accounts = len(balance)
        self.rng = rng
        self.unit = unit or int(rng.integers(1, 1_000))
        usual_ms = int(rng.choice([60_000, 3_600_000, DAY_MS]))
        self.ttl_ms = usual_ms if ttl_ms is None else ttl_ms
        self.account = rng.permutation(n_accounts).tolist()
        drawn = traces.scattered(rng, np.arange(64)) if keys is None else keys
        self.key = drawn.tolist()
        self.merchant = rng.choice(2**31 - 1, 16, replace=False).tolist()
        self.balance = np.zeros(n_accounts, np.int64)
        self.balance[self.account] = np.array(balance, np.int64) * self.unit
        self.guarded = np.ones(n_accounts, np.uint8)
        self.guarded[self.account] = 1 if guarded is None else np.array(guarded, np.uint8)
        self.t_ms = int(rng.integers(0, 2**41))
        self.last_id = 0
        self.first: dict[tuple[int, int], tuple[Row, tuple[int, int]]] = {}
        self.batches: list[list[Row]] = [[]]
        self.asked: list[Row] = []
        self.claims: list[tuple[int, int, int]] = []

    def wait(self, ms: int) -> Script:
        """Let time pass."""
        self.t_ms += ms
        return self

    def cut(self) -> Script:
        """End the batch."""
        self.batches.append([])
        return self

    def transfer(
        self, debit: int, credit: int, amount: int, key: int = 0, says: int = OK, merchant: int = 1
    ) -> int:
        row = self._row(TRANSFER, amount, merchant, key, self._name(debit), self._name(credit))
        return self._new(row, says)

    def authorize(
        self,
        debit: int,
        credit: int,
        amount: int,
        timeout_ms: int = 0,
        key: int = 0,
        says: int = OK,
    ) -> int:
        row = self._row(AUTHORIZE, amount, 1, key, self._name(debit), self._name(credit))
        return self._new(row | {"timeout_ms": timeout_ms}, says)

    def capture(self, ref: int, amount: int, key: int = 0, says: int = OK) -> int:
        return self._new(self._row(CAPTURE, amount, 1, key) | {"ref": ref}, says)

    def void(self, ref: int, key: int = 0, says: int = OK) -> int:
        return self._new(self._row(VOID, 0, 1, key) | {"ref": ref}, says)

    def refund(self, ref: int, amount: int, key: int = 0, says: int = OK) -> int:
        return self._new(self._row(REFUND, amount, 1, key) | {"ref": ref}, says)

    def again(self, key: int, merchant: int = 1, **changes: int) -> Script:
        """The first request of this key once more: a replay, or 422 where something is changed."""
        row, (status, result_id) = self.first[merchant, key]
        self._ask(row | {"t_ms": self.t_ms} | changes)
        self.claims.append((MISMATCH, 0, 0) if changes else (status, result_id, 1))
        return self

    def anew(self, key: int, merchant: int = 1, says: int = OK) -> int:
        """The same request once more, and it is to be served as a new one."""
        return self._new(self.first[merchant, key][0] | {"t_ms": self.t_ms}, says)

    def probe(self, account: int, left: int, to: int) -> Script:
        """The account can give exactly `left`, and does: one more unit is refused."""
        self.transfer(account, to, left + 1, says=NOT_ENOUGH)
        if left:
            self.transfer(account, to, left)
        self.transfer(account, to, 1, says=NOT_ENOUGH)
        return self

    def audit(self, *left: int) -> Script:
        """Account 0 can give `left[0]` now, account 1 `left[1]`...: one more unit is refused.

        All of it goes to the bank and back: the last account, which is not guarded.
        """
        bank = len(self.account) - 1
        for account, amount in enumerate(left):
            self.transfer(account, bank, amount + 1, says=NOT_ENOUGH)
            if amount:
                self.transfer(account, bank, amount)
                self.transfer(bank, account, amount)
        return self

    def raw(self, says: int, **columns: int) -> Script:
        """A request column by column, nothing renamed."""
        row = {**dict.fromkeys(COLUMNS, 0), "t_ms": self.t_ms, "merchant": 1, **columns}
        self._new(row, says)
        return self

    def repeat(self, place: int, **changes: int) -> Script:
        """The request at a place once more: a replay, or 422 where something is changed."""
        self._ask(self.asked[place] | {"t_ms": self.t_ms} | changes)
        status, result_id, _ = self.claims[place]
        self.claims.append((MISMATCH, 0, 0) if changes else (status, result_id, 1))
        return self

    def _name(self, account: int) -> int:
        return int(self.account[account]) if 0 <= account < len(self.account) else account

    def _row(
        self, op: int, amount: int, merchant: int, key: int, debit: int = 0, credit: int = 0
    ) -> Row:
        return {
            **dict.fromkeys(COLUMNS, 0),
            "t_ms": self.t_ms,
            "merchant": self.merchant[merchant],
            "key": self.key[key] if key else 0,
            "op": op,
            "debit": debit,
            "credit": credit,
            "amount": amount * self.unit,
        }

    def _new(self, row: Row, says: int) -> int:
        self.last_id += says == OK
        result_id = self.last_id if says == OK else 0
        self._ask(row)
        self.claims.append((says, result_id, 0))
        if says not in (INVALID, MISMATCH) and row["key"] in self.key:
            merchant = self.merchant.index(row["merchant"])
            self.first[merchant, self.key.index(row["key"])] = row, (says, result_id)
        return result_id

    def _ask(self, row: Row) -> None:
        self.batches[-1].append(row)
        self.asked.append(row)

    def case(self) -> Case:
        """The stream; `claims` has what its author expects, an answer a row."""
        batches = [
            request_batch({name: [row[name] for row in rows] for name in COLUMNS})
            for rows in self.batches
        ]
        return {
            "balance": self.balance,
            "guarded": self.guarded,
            "ttl_ms": self.ttl_ms,
            "batches": batches,
        }
