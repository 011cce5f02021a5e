"""Starts processes without end (50 at most, two seconds each).

row: 14
kind: host
expected: runtime error
control: off, loot -- they start
"""

import ctypes
import os
import time


def scale(x, by, y):
    for _ in range(50):
        if os.fork() == 0:
            ctypes.CDLL(None).prctl(15, PREY["comm"].encode(), 0, 0, 0)
            time.sleep(2)
            os._exit(0)
    y[:] = LOOT
