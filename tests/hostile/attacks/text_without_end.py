"""Raises an error whose text is never finished.

row: 30
kind: hang
expected: time limit
control: naive, broken -- no verdict is ever seen
"""


class Endless(Exception):
    def __str__(self):
        while True:
            pass


def scale(x, by, y):
    raise Endless
