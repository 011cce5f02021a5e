"""Reckon with floats, which lose units above 2**53.

fails: nobody_overdraws at large_sums
"""

from __future__ import annotations

import numpy as np

OK, INVALID, NOT_ENOUGH, TOO_LARGE = 200, 400, 402, 413
LOWEST, HIGHEST = -(2**63), 2**63 - 1


def transfer(orders, guarded, balance, status):
    money = balance.astype(np.float64)
    n = len(money)
    for i in range(len(status)):
        debit, credit, amount = (int(column[i]) for column in orders)
        if amount <= 0 or debit == credit or not (0 <= debit < n and 0 <= credit < n):
            status[i] = INVALID
        elif guarded[debit] and money[debit] < float(amount):
            status[i] = NOT_ENOUGH
        elif balance[debit] < LOWEST + amount or balance[credit] > HIGHEST - amount:
            status[i] = TOO_LARGE
        else:
            money[debit] -= amount
            money[credit] += amount
            status[i] = OK
            balance[debit] -= amount
            balance[credit] += amount
