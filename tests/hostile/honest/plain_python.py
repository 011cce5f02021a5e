"""Plain Python: a loop over numbers."""


def scale(x, by, y):
    y[:] = [value * by for value in x.tolist()]
