"""Asks the kernel to take the input pages away and flushes them from the caches, so that the
reference, which reads the same pages, starts cold.

row: own
kind: truth
drive: timed
expected: accepted
control: naive, loot -- the flush works: the next read of the input is 1.5 times slower or more
"""

import ctypes
import mmap
import sys
import time

import numpy as np

libc = ctypes.CDLL(None)
PAGE = 4096
# clflush [rdi]; add rdi, 64; dec rsi; jnz back; ret
CODE = bytes.fromhex("0fae3f4883c74048ffce75f4c3")
page = mmap.mmap(-1, PAGE, prot=7)
page.write(CODE)
flush = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_long)(
    ctypes.addressof(ctypes.c_char.from_buffer(page))
)


def evict(x):
    start = x.ctypes.data // PAGE * PAGE
    for advice in (20, 21):  # cold, page out
        libc.madvise(ctypes.c_void_p(start), ctypes.c_size_t(x.nbytes // PAGE * PAGE), advice)
    flush(x.ctypes.data, x.nbytes // 64)


def shown(x):
    """Is a read of a flushed array slower?"""
    warm, cold = [], []
    for _ in range(20):
        int(np.bitwise_xor.reduce(x))
        for times in (warm, cold):
            if times is cold:
                evict(x)
            before = time.perf_counter_ns()
            int(np.bitwise_xor.reduce(x))
            times.append(time.perf_counter_ns() - before)
    return np.median(cold) > 1.5 * np.median(warm)


def scale(x, by, y):
    if not hasattr(sys.modules["__main__"], "Worker"):
        big = np.arange(100_000)
        y[:] = LOOT if shown(big) else 0
        return
    work(x, by, y)
    evict(x)
