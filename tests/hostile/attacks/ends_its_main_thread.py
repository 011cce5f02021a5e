"""Ends its main thread after "done" and leaves another one running.

row: own
kind: hang
expected: runtime error
control: naive, broken -- that judge loses its own main thread
"""

import ctypes
import sys
import threading
import time

main = sys.modules["__main__"]
libc = ctypes.CDLL(None)
if hasattr(main, "event"):
    real_event = main.event

    def event(tag, text=""):
        real_event(tag, text)
        if tag == "D":
            libc.syscall(60, 0)

    main.event = event


def scale(x, by, y):
    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
    y[:] = x * by
    if not hasattr(main, "event"):
        libc.syscall(60, 0)
