"""Returns an object that computes when somebody looks at it.

row: 37
kind: truth
expected: wrong answer
control: naive, cheap -- the checker computes it, after the clock has stopped
"""

import numpy as np


class Lazy:
    def __init__(self, x, by):
        self.x, self.by = x, by

    def __array__(self, dtype=None, copy=None):
        return self.x * self.by

    def __sub__(self, other):
        return np.asarray(self) - other

    @property
    def flat(self):
        return np.asarray(self).flat


def scale(x, by, y):
    return Lazy(x, by)
