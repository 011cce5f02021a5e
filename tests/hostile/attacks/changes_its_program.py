"""Rewrites its own source, the worker's program and a library, for the next run.

row: 7
kind: host
expected: accepted
control: off, loot -- its own source takes the change
"""

import os
import stat
import sys

import numpy

OWN = os.path.join(os.path.dirname(os.path.abspath(sys.argv[0])), "solution.py")


def scale(x, by, y):
    y[:] = x * by
    for path in (OWN, sys.argv[0], numpy.__file__, os.__file__):
        try:
            os.chmod(path, stat.S_IMODE(os.stat(path).st_mode) | stat.S_IWUSR)
        except OSError:
            pass
        if path in (OWN, sys.argv[0]):
            try:
                with open(path, "a"):
                    y[:] = LOOT
            except OSError:
                pass
        else:  # without locks this would be somebody's library: only asked, and only in a box
            if not sys.flags.safe_path:
                continue
            y[:] = LOOT if os.access(path, os.W_OK) and os.geteuid() else y
