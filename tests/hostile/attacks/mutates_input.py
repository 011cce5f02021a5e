"""Sets the input to zero, so that zero is the right answer.

row: 39
kind: truth
expected: runtime error
control: naive, cheap -- what is right is worked out from the changed input
"""


def scale(x, by, y):
    x[:] = 0
