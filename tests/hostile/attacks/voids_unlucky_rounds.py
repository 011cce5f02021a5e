"""Burns CPU after "done" while its main thread cannot be stopped, so that the clocks contradict
each other and a round it does not like is void.

row: own
kind: truth
drive: timed
expected: accepted
control: without wall, void -- wall time that ends at "done"; needs a free core for the supervisor
"""

import ctypes
import hashlib
import sys
import threading

main = sys.modules["__main__"]
libc = ctypes.CDLL(None)
MEMBARRIER, GLOBAL = 324, 1
TEXT = bytes(32 << 20)

if hasattr(main, "event"):
    real_event = main.event

    def event(tag, text=""):
        if tag == "D":
            threading.Thread(target=hashlib.sha256, args=(TEXT,), daemon=True).start()
        real_event(tag, text)
        if tag == "D":
            # waits for all cores of the machine, deaf to signals
            libc.syscall(MEMBARRIER, GLOBAL, 0, 0)

    main.event = event


def scale(x, by, y):
    work(x, by, y)
