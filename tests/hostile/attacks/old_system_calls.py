"""Calls the kernel by machine code for 32-bit programs, whose numbers mean other calls.

row: 16
kind: host
expected: security violation
control: off, loot -- the kernel answers with the process id
"""

import ctypes
import mmap
import os

GETPID = 20
code = mmap.mmap(-1, 4096, prot=7)
code.write(b"\xb8" + GETPID.to_bytes(4, "little") + b"\xcd\x80\xc3")
call = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))


def scale(x, by, y):
    y[:] = LOOT if call() == os.getpid() else 0
