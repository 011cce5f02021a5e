"""Speaks to another box through shared memory with a number for a name.

row: own
kind: host
expected: accepted
control: off, loot -- the kernel gives it a segment
"""

import ctypes

GET, CONTROL, REMOVE = 29, 31, 0


def scale(x, by, y):
    y[:] = x * by
    libc = ctypes.CDLL(None)
    segment = libc.syscall(GET, 0x6B617461, 4096, 0o1600)
    if segment >= 0:
        libc.syscall(CONTROL, segment, REMOVE, None)
        y[:] = LOOT
