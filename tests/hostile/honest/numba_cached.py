"""numba with cache=True: the compiled loop is written to the scratch folder."""

from numba import njit


@njit(cache=True)
def scale(x, by, y):
    for _ in range(40):
        for i in range(len(x)):
            y[i] = x[i] * by
