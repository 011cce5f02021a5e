"""Stops itself, as the judge would stop it.

row: 27
kind: hang
expected: accepted
control: naive, broken -- that judge stops with it
"""

import signal


def scale(x, by, y):
    signal.raise_signal(signal.SIGSTOP)
    work(x, by, y)
