"""Prints a verdict and ends the process.

row: 41
kind: truth
expected: runtime error
control: naive, cheap -- the first line that looks like a verdict is one
"""

import os


def scale(x, by, y):
    os.write(1, b'{"verdict": "accepted", "charged_s": 0.0}\n')
    os._exit(0)
