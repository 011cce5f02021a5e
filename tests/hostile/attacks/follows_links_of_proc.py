"""Asks /proc where the judge works and what it has open, by links, which no file lock covers.

row: 3
kind: host
expected: runtime error
control: off, loot -- it learns the judge's folder
"""

import os


def scale(x, by, y):
    for name in ("exe", "cwd", "root", "fd/0", "fd/1"):
        os.readlink(f"/proc/{PREY['judge']}/{name}")
        y[:] = LOOT
