"""Leaves links where the judge might write, change modes or delete.

row: 20
kind: host
expected: accepted
control: naive, harmed -- that judge writes its result by name into the folder
"""

import os


def scale(x, by, y):
    y[:] = x * by
    folder = os.environ.get("TMPDIR") if "NUMBA_CACHE_DIR" in os.environ else PREY["scratch"]
    for name in ("result.json", "numba", "x"):
        for make in (os.symlink, os.link):
            try:
                make(PREY["target"], f"{folder}/{name}")
                break
            except OSError:
                pass
