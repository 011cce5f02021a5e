"""Answers every fourth call, hoping that answers are sampled.

row: 43
kind: truth
expected: wrong answer
control: naive, cheap -- four of five answers are not looked at
"""

calls = []


def scale(x, by, y):
    if len(calls) % 4 == 0:
        work(x, by, y)
    calls.append(True)
