"""Reads a secret from another process's memory.

row: 4
kind: host
expected: security violation
control: off, loot -- it reads the neighbour's secret
"""

import ctypes

libc = ctypes.CDLL(None, use_errno=True)


class Piece(ctypes.Structure):
    _fields_ = (("base", ctypes.c_void_p), ("size", ctypes.c_size_t))


def scale(x, by, y):
    text = ctypes.create_string_buffer(20)
    mine = Piece(ctypes.addressof(text), 20)
    theirs = Piece(PREY["address"], 20)
    libc.process_vm_readv(
        PREY["neighbour"], ctypes.byref(mine), 1, ctypes.byref(theirs), 1, ctypes.c_ulong(0)
    )
    if text.raw.startswith(b"the neighbour"):
        y[:] = LOOT
