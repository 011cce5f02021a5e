"""BLAS: products of matrices."""

import numpy as np

matrix = np.arange(300 * 300, dtype=float).reshape(300, 300) / 1e5


def scale(x, by, y):
    for _ in range(3):
        matrix @ matrix
    np.multiply(x, by, out=y)
