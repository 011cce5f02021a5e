"""numpy: a sort."""

import numpy as np


def scale(x, by, y):
    np.multiply(x, by, out=y)
    for _ in range(2):
        np.sort(x)
