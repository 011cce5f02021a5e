"""Makes empty files without end.

row: 9
kind: host
expected: runtime error
expected nons: runtime error or time limit
control: naive, loot -- 20,000 files are made
"""

import os


def scale(x, by, y):
    folder = os.environ.get("TMPDIR") if "NUMBA_CACHE_DIR" in os.environ else PREY["scratch"]
    for number in range(20_000):
        os.close(os.open(f"{folder}/{number}", os.O_CREAT | os.O_WRONLY))
    y[:] = LOOT
