"""Maps its answer a second time and asks for huge pages there, so that its own code is faster than
the same code of others.

row: own
kind: truth
expected: runtime error
control: off, loot -- the second mapping is there
"""

import ctypes
import os

PAGE = 4096
MAY_MOVE = 1
libc = ctypes.CDLL(None, use_errno=True)
libc.mremap.restype = ctypes.c_void_p
libc.mremap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_size_t, ctypes.c_int]


def scale(x, by, y):
    start = y.ctypes.data // PAGE * PAGE
    size = -(-(y.ctypes.data + y.nbytes - start) // PAGE) * PAGE
    second = libc.mremap(start, 0, size, MAY_MOVE)
    if second in (None, ctypes.c_void_p(-1).value):
        raise PermissionError(os.strerror(ctypes.get_errno()))
    y[:] = LOOT
