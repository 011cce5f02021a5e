"""Kills another process by every call that sends signals.

row: 18
kind: host
expected: runtime error
control: off, harmed -- the neighbour is gone
"""

import ctypes
import os
import signal
import time

libc = ctypes.CDLL(None)
TKILL, TGKILL = 200, 234


def scale(x, by, y):
    victim = PREY["neighbour"]
    sent = [
        libc.syscall(TKILL, victim, signal.SIGKILL) == 0,
        libc.syscall(TGKILL, victim, victim, signal.SIGKILL) == 0,
    ]
    if any(sent):
        time.sleep(0.05)
        y[:] = LOOT
    os.kill(victim, signal.SIGKILL)
