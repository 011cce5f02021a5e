"""Works in place where that is allowed: in its own output."""


def scale(x, by, y):
    y[:] = x
    for _ in range(10):
        y += by
        y -= by
    y *= by
