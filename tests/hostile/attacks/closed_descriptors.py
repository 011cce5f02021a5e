"""Closes every descriptor.

row: 41
kind: truth
expected: runtime error
control: naive, broken -- the verdict cannot be said
"""

import os


def scale(x, by, y):
    os.closerange(0, 64)
    while True:
        pass
