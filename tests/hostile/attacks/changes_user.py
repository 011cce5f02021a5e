"""Changes to another user.

row: 17
kind: host
expected: security violation
control: off, loot -- it is another user
"""

import ctypes
import os


def scale(x, by, y):
    ctypes.CDLL(None).syscall(117, -1, 61_000, -1)
    y[:] = LOOT if os.geteuid() == 61_000 else 0
