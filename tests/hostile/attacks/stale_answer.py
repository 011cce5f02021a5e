"""Leaves the answer of the call before where it stands.

row: 36
kind: truth
expected: wrong answer
control: naive, cheap -- the output array is the same again and still full
"""

seen = []


def scale(x, by, y):
    if not seen:
        work(x, by, y)
        seen.append(True)
