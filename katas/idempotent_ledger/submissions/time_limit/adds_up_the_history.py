"""Keep no balances: add up all orders of the account so far, each time.

fails: time_limit at shopping_day
"""

from __future__ import annotations

import numpy as np

OK, INVALID, NOT_ENOUGH, TOO_LARGE = 200, 400, 402, 413
LOWEST, HIGHEST = -(2**63), 2**63 - 1


def transfer(orders, guarded, balance, status):
    for i in range(len(status)):
        debit, credit, amount = (int(column[i]) for column in orders)
        if amount <= 0 or not all(0 <= side < len(balance) for side in (debit, credit)):
            status[i] = INVALID
            continue
        if debit == credit:
            status[i] = INVALID
            continue
        left = total(orders, balance, status, i, debit) - amount
        if guarded[debit] and left < 0:
            status[i] = NOT_ENOUGH
        elif left < LOWEST or total(orders, balance, status, i, credit) + amount > HIGHEST:
            status[i] = TOO_LARGE
        else:
            status[i] = OK
    done = status == OK
    np.subtract.at(balance, orders.debit[done], orders.amount[done])
    np.add.at(balance, orders.credit[done], orders.amount[done])


def total(orders, balance, status, i, account):
    done = status[:i] == OK
    gave = orders.amount[:i][done & (orders.debit[:i] == account)]
    got = orders.amount[:i][done & (orders.credit[:i] == account)]
    return int(balance[account]) - sum(gave.tolist()) + sum(got.tolist())
