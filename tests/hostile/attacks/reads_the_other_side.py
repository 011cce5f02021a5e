"""Looks for the folder of the box beside it, and for what lies around its own.

row: own
kind: host
expected: accepted
control: off, loot -- its own folder lies in one that it can list
"""

import os


def scale(x, by, y):
    y[:] = x * by
    own = os.getcwd()
    for folder in ("/tmp", os.path.dirname(own), os.path.dirname(os.path.dirname(own))):
        try:
            names = os.listdir(folder)
        except OSError:
            continue
        if any(name.startswith(("kata-box-", "prey-")) for name in names):
            y[:] = LOOT
