"""Signals its supervisor, its process group and everybody.

row: 18
kind: host
expected: runtime error
control: off, loot -- the supervisor may be signalled
"""

import os


def scale(x, by, y):
    os.kill(os.getppid(), 0)
    y[:] = LOOT if os.getppid() else 0
