"""Ends the process with code 0.

row: 28
kind: hang
expected: runtime error
control: naive, broken -- a judge that takes 0 for success would believe it
"""

import os


def scale(x, by, y):
    os._exit(0)
