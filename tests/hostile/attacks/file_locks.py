"""Speaks to another box by locks on a file both can read.

row: 21
kind: host
drive: two
expected: runtime error
control: off, loot -- the second box finds the file locked
"""

import fcntl
import os

file = open(os.__file__)


def scale(x, by, y):
    y[:] = x * by
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        y[:] = LOOT
