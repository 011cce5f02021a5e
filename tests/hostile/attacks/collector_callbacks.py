"""Looks for answers from a callback of the garbage collector, in objects that refer to the input.

row: own
kind: truth
expected: wrong answer
control: naive, cheap -- the judge's frame and the answer in it can be reached
"""

import gc
import sys

import numpy as np

found = []


def look(phase, info):
    frame = sys._getframe()
    while frame is not None:
        for name, value in list(frame.f_locals.items()):
            if name in ("answers", "expected", "wanted") and isinstance(value, np.ndarray):
                found.append(value)
        frame = frame.f_back


gc.callbacks.append(look)


def scale(x, by, y):
    if not found:
        gc.collect()
    if found:
        y[:] = found[0]
