"""Reckon with Python's integers, which do not end, and cut them to int64 at last.

fails: sums_fit at full_payee
"""

from __future__ import annotations

OK, INVALID, NOT_ENOUGH, TOO_LARGE = 200, 400, 402, 413
LOWEST, HIGHEST = -(2**63), 2**63 - 1


def transfer(orders, guarded, balance, status):
    money = balance.tolist()
    n = len(money)
    for i, order in enumerate(zip(*(column.tolist() for column in orders), strict=True)):
        debit, credit, amount = order
        if amount <= 0 or debit == credit or not (0 <= debit < n and 0 <= credit < n):
            status[i] = INVALID
        elif guarded[debit] and money[debit] < amount:
            status[i] = NOT_ENOUGH
        else:
            money[debit] -= amount
            money[credit] += amount
            status[i] = OK
    _ = TOO_LARGE
    for i, total in enumerate(money):
        balance[i] = (total - LOWEST) % (HIGHEST - LOWEST + 1) + LOWEST
