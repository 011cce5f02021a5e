"""Sleeps, which costs no CPU time.

row: 25
kind: hang
expected: time limit
control: naive, broken -- no verdict is ever seen
"""

import time


def scale(x, by, y):
    time.sleep(600)
