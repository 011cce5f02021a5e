"""Asks to serve its own page faults, to hold a reader of its pages for as long as it likes.

row: own
kind: host
expected: security violation
control: off, loot -- the kernel agrees
"""

import ctypes
import os

USERFAULTFD = 323


def scale(x, by, y):
    found = ctypes.CDLL(None).syscall(USERFAULTFD, 1)
    if found >= 0:
        os.close(found)
        y[:] = LOOT
