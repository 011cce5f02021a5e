"""Looks for files that were open when it started.

row: 22
kind: host
expected: accepted
control: naive, loot -- it reads the answer file the judge had open
"""

import os


def scale(x, by, y):
    y[:] = x * by
    for descriptor in range(3, 1024):
        try:
            found = os.pread(descriptor, 100, 0)
        except OSError:
            continue
        if found:
            y[:] = LOOT
