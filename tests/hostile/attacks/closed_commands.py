"""Closes the descriptor on which it gets commands, so that the next one breaks a pipe.

row: own
kind: truth
expected: runtime error
control: naive, broken -- with its input and output closed that judge cannot speak
"""

import os


def scale(x, by, y):
    work(x, by, y)
    os.closerange(0, 4)
