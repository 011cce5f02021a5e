"""Is right in the first call and idle in all others.

row: 43
kind: truth
expected: wrong answer
control: naive, cheap -- only the first answer is looked at
"""

calls = []


def scale(x, by, y):
    calls.append(True)
    if len(calls) == 1:
        work(x, by, y)
