"""Installs a filter of its own that answers system calls in the kernel's place.

row: own
kind: host
expected: accepted
control: off, loot -- the kernel takes it
"""

import ctypes
import os
import struct

SECCOMP, FILTER, NOTIFY, ALLOW = 317, 1, 8, 0x7FFF0000


class Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("rules", ctypes.c_void_p))


def scale(x, by, y):
    y[:] = x * by
    libc = ctypes.CDLL(None)
    rules = ctypes.create_string_buffer(struct.pack("HBBI", 6, 0, 0, ALLOW))
    program = Program(1, ctypes.addressof(rules))
    libc.prctl(38, 1, 0, 0, 0)
    found = libc.syscall(SECCOMP, FILTER, NOTIFY, ctypes.byref(program))
    if found >= 0:
        os.close(found)
        y[:] = LOOT
