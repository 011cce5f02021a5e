"""Reads at address 0.

row: 29
kind: hang
expected: runtime error
control: naive, broken -- that judge ends with it
"""

import ctypes


def scale(x, by, y):
    ctypes.string_at(0)
