"""Starts another program.

row: 15
kind: host
expected: runtime error
control: off, loot -- it runs
"""

import subprocess


def scale(x, by, y):
    subprocess.run(["/bin/true"], check=True)
    y[:] = LOOT
