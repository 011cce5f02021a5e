"""Makes a thread as vfork does: its maker sleeps where no stop signal reaches it.

row: own
kind: hang
expected: accepted
control: without stop, judge error -- the supervisor waits for ever for the stop it asked for
"""

import ctypes
import mmap
import struct
import sys

STACK = 1 << 16
VM, FS, FILES, SIGNALS, THREAD, SYSTEM_V, VFORK = (
    0x100, 0x200, 0x400, 0x800, 0x10000, 0x40000, 0x4000,
)  # fmt: skip

stack = mmap.mmap(-1, STACK)
top = ctypes.addressof(ctypes.c_char.from_buffer(stack)) + STACK - 64
code = mmap.mmap(-1, 4096, prot=7)
# clone(flags, top, 0, 0, 0); the parent returns, the child spins
code.write(
    b"\xb8" + struct.pack("<I", 56)
    + b"\xbf" + struct.pack("<I", VM | FS | FILES | SIGNALS | THREAD | SYSTEM_V | VFORK)
    + b"\x48\xbe" + struct.pack("<Q", top)
    + bytes.fromhex("31d24d31d24d31c00f05" "85c0" "7401" "c3" "ebfe")
)  # fmt: skip
spin = ctypes.CFUNCTYPE(ctypes.c_long)(ctypes.addressof(ctypes.c_char.from_buffer(code)))

main = sys.modules["__main__"]
if hasattr(main, "event"):
    real_event = main.event

    def event(tag, text=""):
        real_event(tag, text)
        if tag == "D":
            spin()

    main.event = event


def scale(x, by, y):
    y[:] = x * by
