"""Takes shared memory, which the limit on data does not count: 200 MB more in each call.

row: 11
kind: host
expected: memory limit or time limit
control: without shared, loot -- a limit that leaves room for the largest inputs there could be
"""

import ctypes
import mmap
import time

MEGABYTES = 200
taken = []


def scale(x, by, y):
    more = mmap.mmap(-1, MEGABYTES << 20)
    ctypes.memset(ctypes.addressof(ctypes.c_char.from_buffer(more)), 1, len(more))
    taken.append(more)
    time.sleep(0.05)
    work(x, by, y)
    if len(taken) * MEGABYTES > 500:
        y[:] = LOOT
