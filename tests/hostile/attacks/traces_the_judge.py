"""Has itself told of every call and line, to see what the judge knows.

row: own
kind: truth
expected: wrong answer
control: naive, cheap -- a profiling hook sees the judge's locals as it goes on
"""

import sys
import threading

import numpy as np

seen = []


def watch(frame, event, argument):
    while frame is not None:
        value = frame.f_locals.get("answers")
        if isinstance(value, np.ndarray) and not seen:
            seen.append(value)
        frame = frame.f_back


sys.setprofile(watch)
threading.setprofile(watch)


def scale(x, by, y):
    if seen:
        y[:] = seen[0]
