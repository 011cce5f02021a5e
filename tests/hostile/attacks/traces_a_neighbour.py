"""Attaches to another process as a debugger does.

row: 4
kind: host
expected: security violation
control: off, loot -- the neighbour is seized
"""

import ctypes

libc = ctypes.CDLL(None)
SEIZE, DETACH = 0x4206, 17


def scale(x, by, y):
    if libc.ptrace(SEIZE, PREY["neighbour"], None, None) == 0:
        libc.ptrace(DETACH, PREY["neighbour"], None, None)
        y[:] = LOOT
