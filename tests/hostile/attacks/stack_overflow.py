"""Overflows the stack of C.

row: 29
kind: hang
expected: runtime error or memory limit
control: naive, broken -- that judge ends with it
"""

import sys


def deeper(x):
    """Through C in each level: calls from Python to Python alone take none of its stack."""
    return max((x,), key=deeper)


def scale(x, by, y):
    sys.setrecursionlimit(1 << 30)
    deeper(0)
