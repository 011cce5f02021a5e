"""Kills itself with the signal that only the judge uses.

row: own
kind: hang
expected: runtime error
expected full: accepted
control: naive, broken -- that judge dies with it
"""

import signal


def scale(x, by, y):
    signal.raise_signal(signal.SIGKILL)
    work(x, by, y)
