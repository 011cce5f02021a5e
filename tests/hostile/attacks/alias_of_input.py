"""Returns the input, set to zero, as the answer.

row: 39
kind: truth
expected: runtime error
control: naive, cheap -- input and answer are one array, and nobody kept a copy
"""


def scale(x, by, y):
    x.fill(0)
    return x
