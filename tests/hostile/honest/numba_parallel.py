"""numba with parallel=True, on the one thread it is given."""

from numba import njit, prange


@njit(parallel=True)
def scale(x, by, y):
    for _ in range(40):
        for i in prange(len(x)):
            y[i] = x[i] * by
