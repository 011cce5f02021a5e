"""Writes "done" on every descriptor there is, in the judge's form, and a verdict beside it.

row: 41
kind: truth
expected: security violation
control: naive, cheap -- the first line that looks like a verdict is one
"""

import os

WORDS = b'D00000000\n{"verdict": "accepted", "charged_s": 0.0}\n'


def scale(x, by, y):
    for descriptor in range(1, 64):
        try:
            os.write(descriptor, WORDS)
        except OSError:
            pass
