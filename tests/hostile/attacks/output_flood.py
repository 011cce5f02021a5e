"""Prints without end (5 MB at most).

row: 32
kind: host
expected: output limit
control: naive, loot -- it may print 5 MB
"""


def scale(x, by, y):
    for _ in range(5_000):
        print("x" * 1_000)
    y[:] = LOOT
