"""What is wrong with an answer of `transfer`, in words."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from harness.kata import Answers, Case

from ..protocol import INT64, INVALID, NOT_ENOUGH, OK, TOO_LARGE

__all__ = [
    "only_orders_move_money",
    "sums_fit",
    "nobody_overdraws",
    "who_can_pay_pays",
    "money_is_conserved",
    "balances_follow",
    "every_order_is_answered",
]

Meaning = Callable[[Case, int, int, int], str | None]


def _first_wrong(expected: Answers, got: Answers) -> int | None:
    wrong = expected["status"] != got["status"]
    return int(wrong.argmax()) if wrong.any() else None


def _at(case: Case, expected: Answers, got: Answers, look: Meaning) -> str | None:
    """The sentence about the first wrong status, if `look` knows what it means."""
    i = _first_wrong(expected, got)
    if i is None:
        return None
    wanted, found = int(expected["status"][i]), int(got["status"][i])
    meaning = look(case, i, wanted, found)
    if meaning is None:
        return None
    debit, credit, amount = (int(case[name][i]) for name in ("debit", "credit", "amount"))
    return (
        f"order {i} ({amount} from account {debit} to {credit}): expected {wanted}, got {found}. "
        f"{meaning}"
    )


def _has(case: Case, expected: Answers, i: int, of: str) -> str:
    """What the payer or the payee has at order i, by the orders before it that went well."""
    done = expected["status"][:i] == OK
    account = case[of][i]
    total = int(case["balance"][account])
    for side, sign in (("debit", -1), ("credit", 1)):
        amounts = case["amount"][:i][done & (case[side][:i] == account)]
        total += sign * sum(amounts.tolist())
    guard = "guarded" if case["guarded"][account] else "not guarded"
    return f"Account {account} is {guard} and has {total} at this moment"


def only_orders_move_money(case: Case, expected: Answers, got: Answers) -> str | None:
    """What is no order at all is 400, and nothing else is."""

    def look(case: Case, i: int, wanted: int, found: int) -> str | None:
        if INVALID not in (wanted, found):
            return None
        n_accounts = len(case["balance"])
        return f"An order has an amount above 0 and two different accounts of 0 to {n_accounts - 1}"

    return _at(case, expected, got, look)


def sums_fit(case: Case, expected: Answers, got: Answers) -> str | None:
    """A balance that would leave int64 is 413."""

    def look(case: Case, i: int, wanted: int, found: int) -> str | None:
        if TOO_LARGE not in (wanted, found):
            return None
        payer, payee = (_has(case, expected, i, of) for of in ("debit", "credit"))
        return (
            f"{payer}. {payee}. int64 ends at {INT64.min} and {INT64.max}; a guarded payer who has "
            "too little is told so (402) first"
        )

    return _at(case, expected, got, look)


def nobody_overdraws(case: Case, expected: Answers, got: Answers) -> str | None:
    """A guarded account never goes below 0."""

    def look(case: Case, i: int, wanted: int, found: int) -> str | None:
        return _has(case, expected, i, "debit") if (wanted, found) == (NOT_ENOUGH, OK) else None

    return _at(case, expected, got, look)


def who_can_pay_pays(case: Case, expected: Answers, got: Answers) -> str | None:
    """An order that is possible is done."""

    def look(case: Case, i: int, wanted: int, found: int) -> str | None:
        return _has(case, expected, i, "debit") if (wanted, found) == (OK, NOT_ENOUGH) else None

    return _at(case, expected, got, look)


def money_is_conserved(case: Case, expected: Answers, got: Answers) -> str | None:
    """All balances together are what they were."""
    before, after = (sum(values["balance"].tolist()) for values in (case, got))
    if before == after:
        return None
    account = int((expected["balance"] != got["balance"]).argmax())
    return (
        f"all accounts together had {before} and now have {after}: what one gives another one gets "
        f"or nothing moves (the first wrong one is account {account})"
    )


def balances_follow(case: Case, expected: Answers, got: Answers) -> str | None:
    """The balances are those that the statuses say."""
    wrong = np.flatnonzero(expected["balance"] != got["balance"])
    if not len(wrong) or _first_wrong(expected, got) is not None:
        return None
    account = int(wrong[0])
    wanted, found = (int(values["balance"][account]) for values in (expected, got))
    return (
        f"every status is right, and account {account} has {found} instead of {wanted}; it had "
        f"{int(case['balance'][account])} before: change `balance` itself"
    )


def every_order_is_answered(case: Case, expected: Answers, got: Answers) -> str | None:
    """Every order has one of the four statuses, whatever came of it."""

    def look(case: Case, i: int, wanted: int, found: int) -> str | None:
        return f"Every order has a status, {OK}, {INVALID}, {NOT_ENOUGH} or {TOO_LARGE}; 0 is none"

    return _at(case, expected, got, look)
