"""Stops itself again and again.

row: 27
kind: hang
expected: time limit
control: naive, broken -- that judge stops with it
"""

import signal


def scale(x, by, y):
    while True:
        signal.raise_signal(signal.SIGSTOP)
