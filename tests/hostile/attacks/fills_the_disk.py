"""Fills its scratch folder.

row: 8
kind: host
expected: runtime error
control: naive, loot -- 80 MB are written, and nobody minds
"""

import os


def scale(x, by, y):
    folder = os.environ.get("TMPDIR") if "NUMBA_CACHE_DIR" in os.environ else PREY["scratch"]
    for number in range(80):
        with open(f"{folder}/{number}", "wb") as file:
            file.write(bytes(1 << 20))
    y[:] = LOOT
