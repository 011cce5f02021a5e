"""Sets up a ring by which the kernel works for it while it is stopped.

row: 17
kind: host
expected: security violation
control: off, loot -- it gets a ring
"""

import ctypes
import os

SETUP = 425


def scale(x, by, y):
    ring = ctypes.CDLL(None).syscall(SETUP, 4, ctypes.create_string_buffer(120))
    if ring >= 0:
        os.close(ring)
        y[:] = LOOT
