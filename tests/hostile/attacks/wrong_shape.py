"""Makes the answer an array of length zero, in which nothing is wrong.

row: 34
kind: truth
expected: runtime error
control: naive, accepted -- no element of an empty answer differs
"""

import numpy as np


def scale(x, by, y):
    y.resize(0, refcheck=False)
    return np.zeros((0, 1))
