"""Ends as a box does that could not be built, so that the run is not counted.

row: 47
kind: hang
expected: runtime error
control: naive, broken -- a judge that tries again tries for ever
"""

import os


def scale(x, by, y):
    for descriptor in (7, 2):
        try:
            os.write(descriptor, b"OSError: unshare: Operation not permitted")
        except OSError:
            pass
    os._exit(77)
