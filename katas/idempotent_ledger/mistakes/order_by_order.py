"""Order by order on a list of balances: the first reason to refuse is the answer, and only an order
without one moves money. At the end the balances are written back.
"""

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
        elif money[debit] - amount < LOWEST or money[credit] + amount > HIGHEST:
            status[i] = TOO_LARGE
        else:
            money[debit] -= amount
            money[credit] += amount
            status[i] = OK
    balance[:] = money
