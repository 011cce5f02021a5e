"""Sets the clock of the machine.

row: own
kind: host
expected: security violation
control: off, loot -- the kernel would let it: setting the time it is succeeds
"""

import ctypes
import struct
import time


def scale(x, by, y):
    now = time.clock_gettime_ns(time.CLOCK_REALTIME)
    text = struct.pack("qq", now // 10**9, now % 10**9)
    y[:] = LOOT if ctypes.CDLL(None).syscall(227, 0, text) == 0 else 0
