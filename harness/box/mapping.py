"""A memory of the referee's in a worker, at an address that allows huge pages, as in all others.

Runs inside workers only: standard library alone. Where one side's memory happened to lie so and the
other's did not, the same code would run at two speeds.
"""

from __future__ import annotations

import ctypes
import mmap
import sys
from typing import Any

HUGE_BYTES = 2 << 20
_SHARED_FIXED = 0x11
"""MAP_SHARED and MAP_FIXED of Linux."""


def mapped(descriptor: int, size: int, writable: bool) -> Any:
    """The memory behind a descriptor as a buffer; it stays as long as the process."""
    protection = mmap.PROT_READ | (mmap.PROT_WRITE if writable else 0)
    if sys.platform != "linux":
        return mmap.mmap(descriptor, size, mmap.MAP_SHARED, protection)
    held = mmap.mmap(-1, size + HUGE_BYTES)
    _HELD.append(held)
    start = ctypes.addressof(ctypes.c_char.from_buffer(held))
    aligned = -(-start // HUGE_BYTES) * HUGE_BYTES
    libc = ctypes.CDLL(None, use_errno=True)
    libc.mmap.restype = ctypes.c_void_p
    kinds = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int, ctypes.c_int, ctypes.c_int)
    libc.mmap.argtypes = (*kinds, ctypes.c_long)
    found = libc.mmap(aligned, size, protection, _SHARED_FIXED, descriptor, 0)
    if found != aligned:
        raise OSError(ctypes.get_errno(), "the judge's memory cannot be mapped")
    advice = getattr(mmap, "MADV_HUGEPAGE", 14)
    libc.madvise(ctypes.c_void_p(aligned), ctypes.c_size_t(size), advice)  # a wish, no need
    view = memoryview((ctypes.c_char * size).from_address(aligned)).cast("B")
    return view if writable else view.toreadonly()


_HELD: list[mmap.mmap] = []
"""What reserves the addresses."""
