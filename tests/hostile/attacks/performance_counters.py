"""Opens a counter of the kernel, to time what it should not see.

row: own
kind: host
expected: security violation
control: off, loot -- it gets a counter
"""

import ctypes
import os
import struct

OPEN = 298


def scale(x, by, y):
    software_clock = struct.pack("IIQ", 1, 128, 0) + bytes(112)
    counter = ctypes.CDLL(None).syscall(OPEN, software_clock, 0, -1, -1, 0)
    if counter >= 0:
        os.close(counter)
        y[:] = LOOT
