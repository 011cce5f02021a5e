"""Starts threads without end.

row: 13
kind: host
expected: runtime error or memory limit
control: naive, loot -- 100 threads run, with stacks that fit
"""

import threading
import time

threading.stack_size(64 << 10)


def scale(x, by, y):
    for _ in range(100):
        threading.Thread(target=time.sleep, args=(5,), daemon=True).start()
    time.sleep(0.3)
    y[:] = LOOT
