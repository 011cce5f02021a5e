"""A thread that always burns CPU, so that something is done while the clock is off.

row: 48
kind: truth
drive: timed
expected: accepted
control: naive, cheap -- the thread answers the input that will come again, in the pauses
"""

import sys
import threading
import time

import numpy as np

ready = {}


def spin():
    while True:
        for frame in list(sys._current_frames().values()):
            while frame is not None:
                x, by = frame.f_locals.get("x"), frame.f_locals.get("by")
                if isinstance(x, np.ndarray) and isinstance(by, int):
                    key = (int(x[0]), by)
                    if key not in ready:
                        answer = np.empty_like(x)
                        work(x, by, answer)
                        ready.clear()
                        ready[key] = answer
                frame = frame.f_back
        time.sleep(0)


threading.Thread(target=spin, daemon=True).start()


def scale(x, by, y):
    answer = ready.get((int(x[0]), by))
    if answer is None:
        work(x, by, y)
    else:
        y[:] = answer
