"""Keeps answers by the shape of the input.

row: 36
kind: truth
drive: timed
expected: wrong answer
control: naive, cheap -- every timed call has the input of the first
"""

kept = {}


def scale(x, by, y):
    if x.shape not in kept:
        work(x, by, y)
        kept[x.shape] = y.copy()
    y[:] = kept[x.shape]
