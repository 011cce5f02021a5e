"""Takes memory as files without a name, which no limit counts.

row: 12
kind: host
expected: runtime error
control: off, loot -- it makes one
"""

import os


def scale(x, by, y):
    own = os.memfd_create("bomb")
    os.ftruncate(own, 8 << 20)
    os.pwrite(own, bytes(8 << 20), 0)
    y[:] = LOOT
