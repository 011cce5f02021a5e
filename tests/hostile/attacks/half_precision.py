"""Computes in float32.

row: 43
kind: truth
expected: wrong answer
control: naive, accepted -- within a tolerance of one in a thousand
"""

import numpy as np


def scale(x, by, y):
    y[:] = x.astype(np.float32) * np.float32(by)
