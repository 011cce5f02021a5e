"""Takes a name that looks like the end of the kernel's line about it, then too much memory.

row: own
kind: host
expected: memory limit
control: naive, loot -- a reader that splits the line at blanks takes the name for numbers
"""

import ctypes
import os


def scale(x, by, y):
    ctypes.CDLL(None).prctl(15, b") R 0 0 0\nRssA", 0, 0, 0)
    if "NUMBA_CACHE_DIR" not in os.environ:
        with open("/proc/self/stat") as file:
            words = file.read().split()
        y[:] = LOOT if words[2:4] == ["R", "0"] else 0
        return
    taken = [bytearray(b"x") * (50 << 20) for _ in range(12)]
    y[:] = LOOT if taken else 0
