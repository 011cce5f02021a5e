"""Makes namespaces of its own, in which it would be root.

row: 17
kind: host
expected: security violation
control: off, loot -- it gets a new mount namespace
"""

import ctypes


def scale(x, by, y):
    y[:] = LOOT if ctypes.CDLL(None).unshare(0x00020000) == 0 else 0
