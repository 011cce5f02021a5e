"""A thread that never rests looks for the next input and answers it before the clock starts.

row: 38
kind: truth
drive: timed
expected: accepted
control: naive, cheap -- input lies in a frame for 0.3 s before the first call, and comes again
"""

import sys
import threading
import time

import numpy as np

ready = {}


def inputs():
    """The input as this process has it: in the worker's views, or in a caller's frame."""
    worker = getattr(sys.modules["__main__"], "Worker", None)
    frame = sys._current_frames().get(threading.main_thread().ident)
    while frame is not None:
        names = frame.f_locals
        if worker is not None and isinstance(names.get("self"), worker):
            slots = names["self"].arrangements
            if slots:
                values = slots[0][0][0]
                return values[0], int(values[1][0]().item() if callable(values[1][0]) else 0)
        if isinstance(names.get("x"), np.ndarray) and "by" in names:
            return names["x"], names["by"]
        frame = frame.f_back
    return None


def look():
    while True:
        try:
            found = inputs()
            if found is not None and found[0][0] and (found[0][0], found[1]) not in ready:
                answer = np.empty_like(found[0])
                key = (found[0][0], found[1])
                work(*found, answer)
                ready.clear()
                ready[key] = answer
        except Exception:
            pass
        time.sleep(0.001)


threading.Thread(target=look, daemon=True).start()


def scale(x, by, y):
    answer = ready.get((x[0], by))
    if answer is None:
        work(x, by, y)
    else:
        y[:] = answer
