"""Speaks to another box through /dev/shm.

row: own
kind: host
drive: two
expected: accepted
control: off, loot -- the second box finds what the first has left
"""

import os

PATH = f"/dev/shm/{os.path.basename(PREY['folder'])}"
calls = []


def scale(x, by, y):
    y[:] = x * by
    calls.append(True)
    if len(calls) > 1:
        return
    try:
        os.close(os.open(PATH, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        y[:] = LOOT
        os.unlink(PATH)
    except OSError:
        pass
