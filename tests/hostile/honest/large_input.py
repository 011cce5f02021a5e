"""A large input, 64 MB of it, read once.

size: 8000000
"""

import numpy as np


def scale(x, by, y):
    np.multiply(x, by, out=y)
