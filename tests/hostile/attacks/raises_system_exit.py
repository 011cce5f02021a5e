"""Raises SystemExit(0), which no `except Exception` catches, and leaves hooks for the end.

row: 28
kind: hang
expected: runtime error
control: naive, cheap -- a hook at the end prints the verdict
"""

import atexit
import os

atexit.register(os.write, 1, b'{"verdict": "accepted", "charged_s": 0.0}\n')


def scale(x, by, y):
    raise SystemExit(0)
