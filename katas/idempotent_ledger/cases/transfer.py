"""Cases of the level transfer: orders without time, keys or holds."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng, Workload
from katas import traces

from ..protocol import INT64
from .anything import EDGES

__all__ = [
    "transfer_example",
    "last_cent",
    "order_decides",
    "credit_cards",
    "not_an_order",
    "large_sums",
    "full_payee",
    "full_accounts",
    "no_orders",
    "random_orders",
    "the_same_again",
    "every_width",
    "ends_of_int64",
    "accounts_apart",
    "no_account_but_for_the_sign",
    "no_accounts",
    "one_order",
]
DEPTH = ("many_orders_between",)

Order = tuple[int, int, int]


def _case(
    rng: Rng, balance: list[int], guarded: list[int], orders: list[Order], unit: int = 0
) -> Case:
    """Orders told with small numbers; accounts are renamed and amounts multiplied by `unit`."""
    unit = unit or int(rng.integers(1, 1_000_000))
    n_accounts = len(balance)
    name = rng.permutation(n_accounts)
    opening, guards = np.zeros(n_accounts, np.int64), np.zeros(n_accounts, np.uint8)
    opening[name] = np.array(balance, np.int64) * unit
    guards[name] = guarded
    table = np.array(orders, np.int64).reshape(-1, 3)
    sides = np.where((table[:, :2] >= 0) & (table[:, :2] < n_accounts), table[:, :2], 0)
    sides = np.where(sides == table[:, :2], name[sides], table[:, :2])
    return {
        "debit": np.ascontiguousarray(sides[:, 0], np.int32),
        "credit": np.ascontiguousarray(sides[:, 1], np.int32),
        "amount": table[:, 2] * unit,
        "guarded": guards,
        "balance": opening,
    }


def transfer_example(rng: Rng) -> Case:
    """The example of the starter, with other names and amounts."""
    orders = [(0, 1, 70), (0, 1, 70), (2, 0, 50), (0, 1, 70), (1, 1, 5)]
    return _case(rng, [100, 0, 0], [1, 1, 0], orders)


def last_cent(rng: Rng) -> Case:
    """An account gives exactly what it has, and nothing more."""
    orders = [(0, 1, 101), (0, 1, 100), (0, 1, 1), (1, 0, 101), (1, 2, 99), (1, 2, 2), (1, 2, 1)]
    return _case(rng, [100, 0, 0], [1, 1, 1], orders)


def order_decides(rng: Rng) -> Case:
    """Money passes from hand to hand: an order later or earlier, and it is not there."""
    n = int(rng.integers(8, 20))
    chain = [(i, i + 1, 10) for i in range(n - 1)]
    orders = chain[::-1] + chain + [(n - 1, 0, 11), (n - 1, 0, 10)] + chain[: n // 2]
    return _case(rng, [10] + [0] * (n - 1), [1] * n, orders)


def credit_cards(rng: Rng) -> Case:
    """Accounts without a guard go below 0, beside others that do not."""
    orders = [(0, 1, 500), (1, 0, 501), (0, 2, 7), (2, 0, 8), (2, 1, 7), (3, 0, 1), (0, 3, 1)]
    return _case(rng, [0, 0, 0, -90], [0, 1, 1, 0], orders)


def not_an_order(rng: Rng) -> Case:
    """Amounts of nothing and less, accounts that do not exist, and both sides the same."""
    far = int(rng.choice([3, 4, 2**31 - 1]))
    orders = [(0, 1, 0), (0, 1, -5), (1, 0, -5), (0, 0, 5), (2, 2, 5), (far, 0, 5), (0, far, 5)]
    orders += [(-1, 0, 5), (0, -1, 5), (-(2**31), -1, 0), (0, 1, 5), (1, 2, 5), (2, 0, 5)]
    orders = [orders[i] for i in rng.permutation(len(orders))]
    return _case(rng, [50, 10, 10], [1, 1, 0], orders)


def large_sums(rng: Rng) -> Case:
    """Above 2**53 a float loses units: 2**60 + 1 is not 2**60."""
    big = 2 ** int(rng.integers(55, 61))
    orders = [(0, 1, big + 2), (0, 1, big), (0, 1, 2), (0, 1, 1), (1, 2, big + 2), (1, 2, big + 1)]
    return _case(rng, [big + 1, 0, 0], [1, 1, 1], orders, unit=1)


def full_payee(rng: Rng) -> Case:
    """An account can take no more, and who would have paid keeps the money."""
    n = int(rng.integers(1, 6))
    orders = [(0, 1, 7)] * n + [(0, 1, 5), (0, 1, 1), (0, 2, 50)]
    return _case(rng, [1_000, INT64.max - 5, 0], [1, 0, 1], orders, unit=1)


def full_accounts(rng: Rng) -> Case:
    """Both ends of int64; and who has too little is told so first."""
    top = INT64.max
    orders = [(0, 1, 6), (0, 1, 5), (0, 1, 1), (2, 3, 2), (2, 3, 1), (2, 0, 1), (3, 0, top)]
    orders += [(0, 1, top), (3, 0, top - 95), (3, 0, top - 96), (0, 2, top), (4, 3, 1)]
    return _case(rng, [100, top - 5, -top, 0, 0], [1, 0, 0, 0, 1], orders, unit=1)


def no_orders(rng: Rng) -> Case:
    """Nothing to do; the balances stay as they are."""
    return _case(rng, rng.integers(0, 99, 5).tolist(), [1, 0, 1, 0, 1], [])


def random_orders(rng: Rng) -> Case:
    """Many orders between few accounts, of which most are soon empty."""
    n, n_accounts = 800, 12
    sides = rng.integers(0, n_accounts, (2, n))
    sides[rng.random((2, n)) < 0.01] = -1
    amounts = rng.integers(0, 60, n)
    orders = list(zip(*sides.tolist(), amounts.tolist(), strict=True))
    return _case(rng, rng.integers(0, 100, n_accounts).tolist(), [1] * 10 + [0] * 2, orders)


def the_same_again(rng: Rng) -> Case:
    """The same order again and again is as many orders, also with its opposite between."""
    n = int(rng.integers(2, 6))
    orders = [(0, 1, 10)] * (n + 2) + [(1, 0, 10), (0, 1, 10)] * 3 + [(1, 2, 10)] * (n + 2)
    return _case(rng, [10 * n + 5, 0, 0], [1, 1, 1], orders)


def every_width(rng: Rng) -> Case:
    """Amounts beside which types, masks and floats end: one more than there is, all, one more."""
    orders: list[Order] = []
    balance: list[int] = []
    for edge in EDGES:
        payer, payee = len(balance), len(balance) + 1
        balance += [edge, 0]
        orders += [(payer, payee, edge + 1), (payer, payee, edge), (payer, payee, 1)]
        orders += [(payee, payer, edge + 1), (payee, payer, edge - 1), (payee, payer, 2)]
        orders += [(payee, payer, 1), (0, payee, edge), (0, payee, edge + 2**32)]
    return _case(rng, balance, [1] * len(balance), orders, unit=1)


def ends_of_int64(rng: Rng) -> Case:
    """The least and the most of everything, exactly and one beyond; the first reason is told."""
    top, low, far = INT64.max, INT64.min, 2**31 - 1
    balance = [0, low, top, -1, low + 9, 5, top - 9, 0]
    guarded = [1, 0, 1, 0, 0, 1, 0, 0]
    orders = [(0, 3, low), (3, 0, low + 1), (far, 0, 1), (0, -(2**31), 1), (-(2**31), far, top)]
    orders += [(1, 0, 1), (4, 0, 10), (4, 5, 9), (4, 5, 1), (0, 2, 10), (5, 2, 15), (5, 2, 14)]
    orders += [(1, 2, 1), (3, 2, 1), (7, 6, 10), (7, 6, 9), (7, 6, 1), (3, 0, top), (3, 0, 1)]
    orders += [(2, 1, top), (2, 1, 1), (1, 3, top), (7, 7, 1), (0, 0, top), (7, 3, top)]
    return _case(rng, balance, guarded, orders, unit=1)


def no_account_but_for_the_sign(rng: Rng) -> Case:
    """Numbers below 0 of which 31 bits are an account that could pay and be paid."""
    none = int(rng.integers(0, 3)) - 2**31
    orders = [(none, 0, 5), (0, 1, 5), (none, 1, 5), (0, none, 5), (1, 2, 5), (1, none, 5)]
    return _case(rng, [50, 50, 50], [1, 1, 0], orders)


def accounts_apart(rng: Rng) -> Case:
    """A few of 70,000 accounts, whose numbers agree in their lowest bits or follow each other: each
    pays more than it has, is paid, and pays again.
    """
    n_accounts, one, sink = 70_000, int(rng.integers(300, 4_000)), 2
    apart = [one, one + 1, *(one + 2**bits for bits in (3, 4, 5, 6, 8, 10, 12, 15, 16))]
    asking = np.array([0, 1, *apart, n_accounts - 1])
    balance, guarded = np.zeros(n_accounts, np.int64), np.ones(n_accounts, np.uint8)
    balance[asking] = 100 + np.arange(len(asking))
    guarded[sink] = 0
    guarded[asking[::2]] = 0
    asks, sinks = asking.repeat(3), np.full(3 * len(asking), sink)
    amount = np.tile([60, 50, 40], len(asking)) + rng.integers(0, 10, len(asks))
    return {
        "debit": np.concatenate([asks, sinks, asks]).astype(np.int32),
        "credit": np.concatenate([sinks, asks, sinks]).astype(np.int32),
        "amount": np.concatenate([amount, 10 + amount, amount]),
        "guarded": guarded,
        "balance": balance,
    }


def no_accounts(rng: Rng) -> Case:
    """There is nobody; an order finds no account, whatever it says."""
    nothing, n = np.zeros(0, np.int64), int(rng.integers(1, 5))
    return {
        "debit": np.array([0, 0, -1, 5], np.int32)[:n],
        "credit": np.array([1, 0, 0, -1], np.int32)[:n],
        "amount": np.array([5, 5, 5, 0])[:n],
        "guarded": nothing.astype(np.uint8),
        "balance": nothing,
    }


def one_order(rng: Rng) -> Case:
    """One account, and one order, to itself or to nobody."""
    return _case(rng, [9], [1], [(0, int(rng.integers(-1, 2)), 9)])


def many_orders_between(rng: Rng) -> Case:
    """Some are paid and pay; more than 2^16 others pay once each; then the first pay all they
    have, and one unit more.
    """
    n, others = 6, 70_000
    first, other = np.arange(n), n + rng.permutation(others)
    back = rng.permutation(n)
    left = 29 - back
    orders = [
        (other[:n], first, 30 + 0 * first),
        (first, other[:n], 1 + first),
        (other[n:], np.roll(other[n:], 1), 1 + other[n:] % 3),
        (back, other[:n], left + 1),
        (back, other[:n], left),
        (back, other[:n], 1 + 0 * left),
    ]
    debit, credit, amount = (np.concatenate(column) for column in zip(*orders, strict=True))
    return {
        "debit": debit.astype(np.int32),
        "credit": credit.astype(np.int32),
        "amount": amount,
        "guarded": np.ones(n + others, np.uint8),
        "balance": np.append(0 * first, np.full(others, 50)),
    }


N_ACCOUNTS, N_ORDERS = 1 << 20, 500_000
"""A power of two, so that numbers with flipped bits are account numbers too."""


def _make_day(rng: Rng) -> Case:
    """Half a million purchases: one seller has 30 % of them, the others a Zipf share each.

    About a third of the buyers cannot pay, and a few orders are none.
    """
    buyer = rng.integers(0, N_ACCOUNTS, N_ORDERS)
    seller = traces.zipf_ranks(rng, N_ORDERS, N_ACCOUNTS, 0.9)
    seller[rng.random(N_ORDERS) < 0.3] = 0
    amount = rng.lognormal(9.0, 1.0, N_ORDERS).astype(np.int64)
    amount[rng.random(N_ORDERS) < 0.001] = 0
    return {
        "debit": buyer.astype(np.int32),
        "credit": seller.astype(np.int32),
        "amount": amount,
        "guarded": (rng.random(N_ACCOUNTS) < 0.9).astype(np.uint8),
        "balance": rng.integers(0, 40_000, N_ACCOUNTS),
    }


WORKLOADS = {"shopping_day": Workload(_make_day, lambda case: len(case["amount"]), "transfers")}
