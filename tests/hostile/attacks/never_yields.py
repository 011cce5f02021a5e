"""Calls C code that never comes back to the interpreter.

row: 26
kind: hang
expected: time limit
control: naive, broken -- no verdict is ever seen
"""

import itertools


def scale(x, by, y):
    y[:] = -1 in itertools.count()
