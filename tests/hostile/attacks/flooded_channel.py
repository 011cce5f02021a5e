"""Floods every descriptor.

row: 41
kind: truth
expected: security violation
control: naive, broken -- no verdict is ever seen
"""

import os


def scale(x, by, y):
    while True:
        for descriptor in (4, 1):
            try:
                os.write(descriptor, b"x" * 4000)
            except OSError:
                pass
