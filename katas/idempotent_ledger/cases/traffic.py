"""Days of payments at full size, planned so that the outcome of every request is known beforehand.

Each buyer has exactly the money for what happens to him: every answer depends on the last unit of a
balance, and the ids that captures and refunds refer to can be counted without playing the ledger.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np

from harness.kata import Case, Rng, Workload
from katas import traces

from ..protocol import (
    AUTHORIZE,
    CAPTURE,
    COLUMNS,
    DAY_MS,
    REFUND,
    TRANSFER,
    VOID,
    request_batch,
)

HOUR_MS = 3_600_000
WEEK_MS = 7 * DAY_MS
N_ACCOUNTS, N_SELLERS = 1 << 19, 1 << 16
N_HISTORY, N_BATCH, N_BATCHES = 80_000, 60_000, 12
SPAN_MS = 40 * HOUR_MS

BOUGHT, REFUNDED, VOIDED, EXPIRED, DECLINED, MOVED, SPLIT = range(7)
"""What happens to a buyer; see the methods of Plan."""


@dataclass
class Plan:
    """Requests of many buyers, step by step. A buyer opens with `opening`, and spends it all."""

    rng: Rng
    seller: np.ndarray
    start_ms: np.ndarray
    money: np.ndarray
    opening: np.ndarray
    steps: list[dict[str, np.ndarray]] = field(default_factory=list)
    n_rows: int = 0

    def later(self, n: int, hours: float) -> np.ndarray:
        """Up to so many hours, at least two milliseconds."""
        return self.rng.integers(2, int(hours * HOUR_MS), n)

    def ask(
        self,
        who: np.ndarray,
        t_ms: np.ndarray,
        op: int,
        amount: np.ndarray | int,
        goes_well: bool = True,
        of: np.ndarray | int = -1,
        timeout_ms: np.ndarray | int = 0,
    ) -> np.ndarray:
        """One request of each of these buyers; returns the rows. `of` are rows referred to."""
        parts: dict[str, Any] = {
            "who": who,
            "t_ms": t_ms,
            "op": op,
            "amount": amount,
            "goes_well": goes_well,
        }
        parts |= {"of": of, "timeout_ms": timeout_ms}
        self.steps.append({name: np.broadcast_to(part, len(who)) for name, part in parts.items()})
        self.n_rows += len(who)
        return np.arange(self.n_rows - len(who), self.n_rows)

    def bought(self, who: np.ndarray, refunded: bool) -> None:
        """Authorized, captured in whole or in part, and perhaps refunded in part."""
        t_ms, money = self.start_ms[who], self.money[who]
        hold = self.ask(who, t_ms, AUTHORIZE, money, timeout_ms=WEEK_MS)
        t_ms = t_ms + self.later(len(who), 12)
        taken = np.where(self.rng.random(len(who)) < 0.5, money, money * 3 // 4)
        self.ask(who, t_ms, CAPTURE, taken, of=hold)
        if refunded:
            t_ms = t_ms + self.later(len(who), 8)
            self.ask(who, t_ms, REFUND, taken * 2 // 3, of=hold)

    def voided(self, who: np.ndarray) -> None:
        """Authorized and voided, and all of it spent on something else."""
        t_ms, money = self.start_ms[who], self.money[who]
        hold = self.ask(who, t_ms, AUTHORIZE, money, timeout_ms=WEEK_MS)
        t_ms = t_ms + self.later(len(who), 3)
        self.ask(who, t_ms, VOID, 0, of=hold)
        self.ask(who, t_ms + 1, TRANSFER, money)
        self.ask(who, t_ms + self.later(len(who), 1), TRANSFER, 1, goes_well=False)

    def expired(self, who: np.ndarray) -> None:
        """The hold ends, and in that millisecond its money is spent."""
        t_ms, money = self.start_ms[who], self.money[who]
        timeout_ms = self.later(len(who), 4)
        hold = self.ask(who, t_ms, AUTHORIZE, money, timeout_ms=timeout_ms)
        self.ask(who, t_ms + timeout_ms - 1, TRANSFER, money, goes_well=False)
        self.ask(who, t_ms + timeout_ms, TRANSFER, money)
        t_ms = t_ms + timeout_ms + self.later(len(who), 1)
        self.ask(who, t_ms, CAPTURE, money, goes_well=False, of=hold)

    def declined(self, who: np.ndarray) -> None:
        """There is one unit too little."""
        self.opening[who] -= 1
        t_ms, money = self.start_ms[who], self.money[who]
        self.ask(who, t_ms, AUTHORIZE, money, goes_well=False, timeout_ms=WEEK_MS)

    def moved(self, who: np.ndarray) -> None:
        """All money is transferred, and then there is none."""
        t_ms = self.start_ms[who]
        self.ask(who, t_ms, TRANSFER, self.money[who])
        self.ask(who, t_ms + self.later(len(who), 6), TRANSFER, 1, goes_well=False)

    def split(self, who: np.ndarray) -> None:
        """A part is captured, and what the hold let go of is spent."""
        t_ms, money = self.start_ms[who], self.money[who]
        hold = self.ask(who, t_ms, AUTHORIZE, money, timeout_ms=WEEK_MS)
        self.ask(who, t_ms + 1, TRANSFER, 1, goes_well=False)
        t_ms = t_ms + self.later(len(who), 3)
        self.ask(who, t_ms, CAPTURE, money // 4, of=hold)
        self.ask(who, t_ms + self.later(len(who), 3), TRANSFER, money - money // 4)

    def rows(self) -> dict[str, np.ndarray]:
        """All requests, step after step."""
        names = self.steps[0]
        return {name: np.concatenate([step[name] for step in self.steps]) for name in names}


def _keys(rng: Rng, merchant: np.ndarray) -> np.ndarray:
    """A key for each request, one in ten without.

    Half of the merchants count their orders, so that they use the same keys; the others draw them.
    """
    order = np.argsort(merchant, kind="stable")
    begins = np.diff(merchant[order], prepend=-1) != 0
    first = np.maximum.accumulate(np.where(begins, np.arange(len(order)), 0))
    counted = np.empty(len(merchant), np.int64)
    counted[order] = 1 + np.arange(len(merchant)) - first
    key = np.where(merchant % 2 == 1, counted, traces.scattered(rng, np.arange(len(merchant))))
    return np.where(rng.random(len(merchant)) < 0.1, 0, key)


def _with_retries(rng: Rng, rows: dict[str, np.ndarray], share: float) -> dict[str, np.ndarray]:
    """One to four more requests with the same key; `share` of all requests are such.

    Half of them come within minutes, most others some time in the next day; one in ten has another
    amount, one in twenty comes after a day, to a forgotten key. None of them goes well: what is
    served anew finds no money, or a payment that is settled. `first` is the row that each repeats.
    """
    keyed = np.flatnonzero(rows["key"])
    n = len(rows["key"])
    who = keyed[rng.random(len(keyed)) < share / (1 - share) / 2.5 * n / len(keyed)]
    again = np.repeat(who, rng.integers(1, 5, len(who)))
    copies = {name: column[again] for name, column in rows.items()}
    kind = rng.random(len(again))
    wait_ms = 1 + rng.exponential(90_000, len(again)).astype(np.int64)
    wait_ms = np.minimum(wait_ms, DAY_MS - 1)
    hours_later = kind < 0.5
    wait_ms[hours_later] = rng.integers(1, DAY_MS, int(hours_later.sum()))
    late = kind < 0.05
    wait_ms[late] = DAY_MS + rng.integers(0, 6 * HOUR_MS, int(late.sum()))
    copies["t_ms"] = copies["t_ms"] + wait_ms
    copies["amount"] = copies["amount"] + (kind > 0.9)
    copies["goes_well"] = np.zeros(len(again), np.bool_)
    copies["first"], rows["first"] = again, np.arange(n)
    return {name: np.concatenate([column, copies[name]]) for name, column in rows.items()}


def _plan(rng: Rng, shares: tuple[float, ...], n_buyers: int) -> Plan:
    seller = traces.zipf_ranks(rng, n_buyers, N_SELLERS, 0.9)
    seller[rng.random(n_buyers) < 0.3] = 0
    start_ms = rng.integers(0, SPAN_MS, n_buyers)
    money = 8 + rng.lognormal(9.0, 1.0, n_buyers).astype(np.int64)
    plan = Plan(rng, seller, start_ms, money, money.copy())
    fate = np.searchsorted(np.cumsum(shares), rng.random(n_buyers) * sum(shares), side="right")
    for number, happen in enumerate(
        (
            lambda who: plan.bought(who, refunded=False),
            lambda who: plan.bought(who, refunded=True),
            plan.voided,
            plan.expired,
            plan.declined,
            plan.moved,
            plan.split,
        )
    ):
        if shares[number]:
            happen(np.flatnonzero(fate == number))
    return plan


def days(rng: Rng, shares: tuple[float, ...], n_buyers: int, retry_share: float) -> Case:
    """The stream case; one seller in `N_SELLERS` has 30 % of the buyers.

    `_goes_back_to` says for each request which one it repeats or refers to, else its own place.
    """
    plan = _plan(rng, shares, n_buyers)
    rows = plan.rows()
    rows["merchant"] = plan.seller[rows["who"]]
    rows["key"] = _keys(rng, rows["merchant"])
    rows = _with_retries(rng, rows, retry_share)
    order = np.argsort(rows["t_ms"], kind="stable")
    id_of = np.empty(len(order), np.int64)
    id_of[order] = np.cumsum(rows["goes_well"][order])
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    repeats = np.arange(len(order)) != rows["first"]
    goes_back_to = place[np.where(repeats | (rows["of"] < 0), rows["first"], rows["of"])]
    order = order[: N_HISTORY + N_BATCH * N_BATCHES]
    rows = {name: column[order] for name, column in rows.items()}
    account = N_SELLERS + rng.permutation(N_ACCOUNTS - N_SELLERS)[:n_buyers]
    names_sides = rows["op"] <= AUTHORIZE
    rows["debit"] = np.where(names_sides, account[rows["who"]], 0)
    rows["credit"] = np.where(names_sides, rows["merchant"], 0)
    rows["ref"] = np.where(rows["of"] >= 0, id_of[rows["of"]], 0)
    rows["t_ms"] = rows["t_ms"] + 1_700_000_000_000
    balance = np.full(N_ACCOUNTS, 1 << 40)
    balance[account] = plan.opening
    cuts = [0, *range(N_HISTORY, len(order) + 1, N_BATCH)]
    batches = [
        request_batch({name: rows[name][first:end] for name in COLUMNS})
        for first, end in pairwise(cuts)
    ]
    return {
        "balance": balance,
        "guarded": np.ones(N_ACCOUNTS, np.uint8),
        "ttl_ms": DAY_MS,
        "batches": batches,
        "_goes_back_to": goes_back_to[order],
    }


def _requests(case: Case) -> int:
    return sum(len(batch["op"]) for batch in case["batches"])


def _workload(shares: tuple[float, ...], n_buyers: int, retry_share: float) -> Workload:
    return Workload(lambda rng: days(rng, shares, n_buyers, retry_share), _requests, "requests")


def normal_day() -> Workload:
    """800,000 transfers, one in 200 a retry."""
    return _workload((0, 0, 0, 0, 0, 1, 0), 450_000, 0.0064)


def payment_day() -> Workload:
    """800,000 requests of all kinds, one in 200 a retry."""
    return _workload((0.25, 0.15, 0.1, 0.1, 0.1, 0.2, 0.1), 343_000, 0.0064)


def retry_storm() -> Workload:
    """800,000 requests of all kinds, one in five a retry."""
    return _workload((0.25, 0.15, 0.1, 0.1, 0.1, 0.2, 0.1), 280_000, 0.24)
