"""Cuts the shared memory off, so that the judge is killed when it reads the answer.

row: 42
kind: truth
expected: accepted
control: naive, broken -- a memory that shrinks under its reader kills it
"""

import mmap
import os
import sys


def maps():
    frame = sys._getframe()
    while frame is not None:
        worker = frame.f_locals.get("self")
        for name in ("inputs", "outputs"):
            if isinstance(getattr(worker, name, None), mmap.mmap):
                yield getattr(worker, name)
        frame = frame.f_back


def scale(x, by, y):
    y[:] = x * by
    if not hasattr(sys.modules["__main__"], "Worker"):
        # what happens to a judge whose memory can shrink
        own = os.memfd_create("own")
        os.ftruncate(own, 4096)
        shared = mmap.mmap(own, 4096)
        os.ftruncate(own, 0)
        shared[0] = 1
    for descriptor in range(3, 64):
        try:
            os.ftruncate(descriptor, 0)
        except OSError:
            pass
    for found in maps():
        try:
            found.resize(4096)
        except (OSError, TypeError, ValueError, SystemError, BufferError):
            pass
