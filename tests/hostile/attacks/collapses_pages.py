"""Asks the kernel to make huge pages of its answer at once, which others do not have.

row: own
kind: truth
expected: runtime error
control: off, loot -- the kernel knows the advice and is not asked by what right
"""

import ctypes
import mmap
import os

COLLAPSE, HUGE = 25, 2 << 20
libc = ctypes.CDLL(None, use_errno=True)


def scale(x, by, y):
    own = mmap.mmap(-1, 4 * HUGE, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    own.write(bytes(4 * HUGE))
    start = -(-ctypes.addressof(ctypes.c_char.from_buffer(own)) // HUGE) * HUGE
    if libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(HUGE), COLLAPSE):
        raise PermissionError(os.strerror(ctypes.get_errno()))
    y[:] = LOOT
