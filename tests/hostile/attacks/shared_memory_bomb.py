"""Takes shared memory, which the limit on data does not count.

row: 11
kind: host
expected: memory limit or time limit
control: without shared, loot -- a limit that leaves room for the largest inputs there could be
"""

import ctypes
import mmap
import time


def scale(x, by, y):
    taken = mmap.mmap(-1, 500 << 20)
    ctypes.memset(ctypes.addressof(ctypes.c_char.from_buffer(taken)), 1, len(taken))
    time.sleep(0.3)
    y[:] = LOOT
