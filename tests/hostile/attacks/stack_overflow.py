"""Overflows the stack of C.

row: 29
kind: hang
expected: runtime error or memory limit
control: naive, broken -- that judge ends with it
"""

import sys


def scale(x, by, y):
    sys.setrecursionlimit(1 << 30)
    deep = []
    for _ in range(10_000_000):
        deep = [deep]
    repr(deep)
    hash(str(deep))
