"""Leaves a message in a key of the kernel, which outlives the process.

row: 17
kind: host
expected: security violation
control: off, loot -- the key is made
"""

import ctypes

ADD_KEY, KEYCTL, PROCESS_KEYRING, UNLINK = 248, 250, -2, 9


def scale(x, by, y):
    libc = ctypes.CDLL(None)
    key = libc.syscall(ADD_KEY, b"user", b"kata-hostile", b"42", 2, PROCESS_KEYRING)
    if key > 0:
        libc.syscall(KEYCTL, UNLINK, key, PROCESS_KEYRING)
        y[:] = LOOT
