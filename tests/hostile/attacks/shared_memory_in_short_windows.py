"""Takes shared memory a little at a time, in windows too short to be looked at.

row: own
kind: host
drive: many
expected: memory limit
control: without memory, loot -- memory looked at every tenth of a second
"""

import mmap

taken = []


def scale(x, by, y):
    part = mmap.mmap(-1, 16 << 20)
    for place in range(0, len(part), mmap.PAGESIZE):
        part[place] = 1
    taken.append(part)
    y[:] = LOOT if len(taken) > 35 else x * by
