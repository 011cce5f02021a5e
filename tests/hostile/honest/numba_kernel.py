"""numba: a compiled loop."""

from numba import njit


@njit
def scale(x, by, y):
    for _ in range(40):
        for i in range(len(x)):
            y[i] = x[i] * by
