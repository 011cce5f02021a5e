"""Keeps answers by the address of the input.

row: 36
kind: truth
drive: timed
expected: wrong answer
control: naive, cheap -- every timed call has the input of the first, at the same address
"""

kept = {}


def scale(x, by, y):
    place = x.ctypes.data
    if place not in kept:
        work(x, by, y)
        kept[place] = y.copy()
    y[:] = kept[place]
