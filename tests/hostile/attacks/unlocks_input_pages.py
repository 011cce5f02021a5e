"""Asks the kernel for write access to the pages of the input, then sets them to zero.

row: 39
kind: truth
expected: runtime error
control: naive, cheap -- the pages are its own
"""

import ctypes
import os

PAGE = 4096
libc = ctypes.CDLL(None, use_errno=True)


def scale(x, by, y):
    start = x.ctypes.data // PAGE * PAGE
    size = -(-(x.ctypes.data + x.nbytes - start) // PAGE) * PAGE
    if libc.mprotect(ctypes.c_void_p(start), ctypes.c_size_t(size), 3):
        raise PermissionError(os.strerror(ctypes.get_errno()))
    ctypes.memset(x.ctypes.data, 0, x.nbytes)
