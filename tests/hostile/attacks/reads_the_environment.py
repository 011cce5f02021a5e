"""Looks for the judge's secrets in the environment.

row: 1
kind: host
expected: accepted
control: naive, loot -- the environment of the judge is its own
"""

import os


def scale(x, by, y):
    y[:] = x * by
    if "KATA_ANSWER" in os.environ or "USER" in os.environ:
        y[:] = LOOT
