"""Long histories: what is asked for at the end is older than 2^16 of anything that was counted."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np

from harness.kata import Case, Rng
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

Row = dict[str, Any]
MANY = 70_000
BATCHES = 1_000
"""Each costs more than the requests in it."""
PAYER, PAYEE, BANK, SHOP = range(4)
"""The first two are looked at in the end; the last two are for what comes between."""


class Stretch:
    """Requests, many at a time; a column that is not named is 0 and a single number stands for all.

    `last_id` counts on, as long as it is told what goes well.
    """

    def __init__(self, rng: Rng, money: int, n_others: int = 0) -> None:
        self.rng, self.t_ms, self.last_id = rng, 1_700_000_000_000, 0
        self.balance = np.append([money, 0, 0, 0], np.ones(n_others, np.int64))
        self.guarded = np.append([1, 1, 0, 0], np.ones(n_others, np.int64)).astype(np.uint8)
        self.parts: list[dict[str, np.ndarray]] = []
        self.key = traces.scattered(rng, np.arange(2 * MANY))

    def ask(self, n: int, ids: bool = False, step_ms: int = 0, **columns: Any) -> np.ndarray:
        """n requests; returns their ids if they are to have some."""
        self.t_ms += step_ms
        row = {**dict.fromkeys(COLUMNS, 0), "t_ms": self.t_ms, "merchant": 7, **columns}
        self.parts.append({name: np.broadcast_to(row[name], n) for name in COLUMNS})
        self.last_id += n * ids
        return np.arange(self.last_id - n, self.last_id) + 1

    def again(self, part: int, n: int, begin: int = 0, **changes: Any) -> None:
        """n requests of a part once more, now: its first, or those from another place on."""
        row = {name: column[begin:][:n] for name, column in self.parts[part].items()}
        self.ask(n, **row | {"t_ms": self.t_ms} | changes)

    def case(self, n_batches: int = 7) -> Case:
        columns = {n: np.concatenate([part[n] for part in self.parts]) for n in COLUMNS}
        total = len(columns["op"])
        cuts = [0, *np.sort(self.rng.integers(0, total, n_batches - 1)).tolist(), total]
        spans = [slice(*ends) for ends in pairwise(cuts)]
        return {
            "balance": self.balance,
            "guarded": self.guarded,
            "ttl_ms": DAY_MS,
            "batches": [
                request_batch({name: column[span] for name, column in columns.items()})
                for span in spans
            ],
        }


def _keyed(rng: Rng, **filler: Any) -> Case:
    """Ten keys, of which some are declined; then what comes between; then all of them again, at
    the end of their time and after it.
    """
    stretch = Stretch(rng, 55)
    firsts: Row = {"debit": PAYER, "credit": PAYEE, "key": stretch.key[:10]}
    stretch.ask(10, amount=1 + rng.permutation(20)[:10], **firsts)
    columns: Row = {"debit": BANK, "credit": SHOP, "amount": 1, "key": stretch.key[10 : 10 + MANY]}
    stretch.ask(MANY, step_ms=1, **columns | filler)
    stretch.t_ms += DAY_MS - 2
    stretch.again(0, 10)
    stretch.again(0, 10, amount=21)
    stretch.again(1, 10)
    stretch.again(1, 10, begin=MANY - 10)
    stretch.again(1, 1)
    stretch.ask(1, debit=PAYEE, credit=BANK, amount=1)
    stretch.t_ms += 1
    stretch.again(0, 10)
    return stretch.case()


def many_keys_of_one(rng: Rng) -> Case:
    """A merchant asks again after 70,000 other keys of its own, a day later."""
    return _keyed(rng)


def many_merchants(rng: Rng) -> Case:
    """A merchant asks again after 70,000 others, who all use the same key."""
    return _keyed(rng, merchant=100 + rng.permutation(MANY), key=5)


def many_times_again(rng: Rng) -> Case:
    """A merchant asks again after another one has asked for the same 70,000 times."""
    return _keyed(rng, merchant=9, key=5)


def many_changes(rng: Rng) -> Case:
    """A known key comes with 70,000 other requests, and then as it was."""
    return _keyed(rng, debit=PAYER, credit=PAYEE, key=5, amount=1 + np.arange(MANY))


def many_batches(rng: Rng) -> Case:
    """A merchant asks again after as many batches as there are requests."""
    stretch = Stretch(rng, 55)
    stretch.ask(10, debit=PAYER, credit=PAYEE, amount=1 + np.arange(10), key=stretch.key[:10])
    case = stretch.case(1)
    first = case["batches"][0]
    nothing = {name: column[:0] for name, column in first.items()}
    return case | {"batches": [first, *[nothing] * BATCHES, first]}


def many_holds_between(rng: Rng) -> Case:
    """Some payments; 70,000 of others; then the first are captured, voided and refunded; all the
    others are voided, and the first are asked for again.
    """
    stretch = Stretch(rng, 1_000, MANY)
    sides: Row = {"debit": PAYER, "credit": PAYEE}
    first = stretch.ask(16, ids=True, op=AUTHORIZE, amount=20, timeout_ms=3 * DAY_MS, **sides)
    stretch.ask(4, ids=True, op=CAPTURE, amount=15, ref=first[:4])
    stretch.ask(2, ids=True, op=VOID, ref=first[4:6])
    ended = stretch.ask(2, ids=True, op=AUTHORIZE, amount=20, timeout_ms=1, **sides)
    stretch.t_ms += 1
    others = 4 + rng.permutation(MANY)
    between = stretch.ask(MANY, ids=True, op=AUTHORIZE, amount=1, debit=others, credit=SHOP)
    stretch.ask(4, op=TRANSFER, amount=1, debit=others[:4], credit=SHOP)
    stretch.ask(4, ids=True, op=REFUND, amount=15, ref=first[:4])
    stretch.ask(5, ids=True, op=CAPTURE, amount=20, ref=first[6:11])
    stretch.ask(5, ids=True, op=VOID, ref=first[11:])
    for op in (CAPTURE, VOID, REFUND):
        stretch.ask(16, op=op, amount=1, ref=first)
        stretch.ask(2, op=op, amount=1, ref=ended)
    stretch.ask(MANY, step_ms=1, op=VOID, ref=between)
    for op in (CAPTURE, VOID):
        stretch.ask(16, op=op, amount=1, ref=first)
        stretch.ask(2, op=op, amount=1, ref=ended)
    stretch.ask(6, op=REFUND, amount=1, ref=first[3:9])
    stretch.ask(2, op=TRANSFER, debit=PAYER, credit=SHOP, amount=[1_000 - 99, 900])
    return stretch.case()


def many_holds_that_end(rng: Rng) -> Case:
    """70,000 holds that all end, the first ones first, some in between, and the rest at once."""
    stretch = Stretch(rng, 100, MANY)
    sides: Row = {"debit": PAYER, "credit": PAYEE}
    stretch.ask(10, op=AUTHORIZE, amount=9, timeout_ms=100 + rng.permutation(10) // 5, **sides)
    others = 4 + rng.permutation(MANY)
    last_ms = 1_000 + 2 * rng.integers(0, 2, MANY)
    hold: Row = {"op": AUTHORIZE, "amount": 1, "credit": SHOP, "timeout_ms": last_ms}
    stretch.ask(MANY, debit=others, **hold)
    for step_ms, left in ((99, 10), (1, 55), (1, 45)):
        stretch.ask(2, step_ms=step_ms, amount=[left + 1, left - 1], **sides)
        stretch.ask(1, amount=1, **sides)
    for step_ms in (898, 1, 1, 1):
        stretch.ask(20, step_ms=step_ms, amount=1, debit=others[:20], credit=SHOP)
        stretch.ask(20, amount=1, debit=others[-20:], credit=SHOP)
        stretch.ask(12, op=VOID, ref=1 + np.arange(5, 17))
    return stretch.case()


def many_holds_of_one(rng: Rng) -> Case:
    """An account has 70,000 holds at once, and not a unit more; the first ones are settled."""
    stretch = Stretch(rng, MANY + 40)
    sides: Row = {"debit": PAYER, "credit": PAYEE}
    holds = stretch.ask(MANY, ids=True, op=AUTHORIZE, amount=1, **sides)
    stretch.ask(3, op=TRANSFER, amount=[41, 39, 2], **sides)
    stretch.ask(20, op=CAPTURE, amount=1, ref=rng.permutation(holds[:20]))
    stretch.ask(20, op=VOID, ref=rng.permutation(holds[20:40]))
    stretch.ask(20, op=CAPTURE, amount=1, ref=rng.permutation(holds[-20:]))
    stretch.ask(3, op=TRANSFER, amount=[22, 21, 1], **sides)
    return stretch.case()


def many_refunds_of_one(rng: Rng) -> Case:
    """A payment is given back in 70,000 parts, and then the rest of it, and no more."""
    stretch, rest = Stretch(rng, 2 * MANY), int(rng.integers(2, 1_000))
    sides: Row = {"debit": PAYER, "credit": PAYEE}
    other = stretch.ask(1, ids=True, op=AUTHORIZE, amount=9, **sides)
    hold = stretch.ask(1, ids=True, op=AUTHORIZE, amount=MANY + rest, **sides)
    stretch.ask(2, op=CAPTURE, amount=[9, MANY + rest], ref=np.append(other, hold))
    stretch.ask(MANY, op=REFUND, amount=1, ref=hold)
    stretch.ask(4, op=REFUND, amount=[rest + 1, rest - 1, 2, 1], ref=hold)
    stretch.ask(4, op=REFUND, amount=[1, 10, 9, 8], ref=np.append(hold, [other[0]] * 3))
    return stretch.case()


def many_retries(rng: Rng) -> Case:
    """Each kind of request is asked for again after 70,000 others that were saved as 404."""
    stretch = Stretch(rng, 1_000)
    sides: Row = {"debit": PAYER, "credit": PAYEE}
    key = stretch.key[MANY:].reshape(-1, 10)
    hold = stretch.ask(10, ids=True, op=AUTHORIZE, amount=50, key=key[0], **sides)
    stretch.ask(10, op=AUTHORIZE, amount=501, key=key[1], **sides)
    stretch.ask(10, op=CAPTURE, amount=30 + np.arange(10) * 3, ref=hold, key=key[2])
    stretch.ask(10, op=VOID, ref=hold, key=key[3])
    stretch.ask(10, op=REFUND, amount=20 + np.arange(10) * 3, ref=hold, key=key[4])
    stretch.ask(MANY, step_ms=9, op=VOID, ref=0, key=stretch.key[:MANY])
    for part in rng.permutation(5).tolist():
        stretch.again(part, 10)
        stretch.again(part, 10, amount=49)
    stretch.again(5, 10)
    stretch.ask(3, op=TRANSFER, debit=PAYEE, credit=BANK, amount=[1_000, 100, 1])
    return stretch.case()
