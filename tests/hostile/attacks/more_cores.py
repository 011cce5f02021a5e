"""Works on as many cores as there are, in code that needs no lock.

row: 45
kind: truth
drive: timed
expected: accepted
control: naive, loot -- its threads got more CPU time than time went by; it needs two free cores
"""

import hashlib
import threading
import time

TEXT = bytes(2 << 20)


def scale(x, by, y):
    work(x, by, y)
    wall_s, cpu_s = -time.perf_counter(), -time.process_time()
    threads = [threading.Thread(target=hashlib.sha256, args=(TEXT,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wall_s, cpu_s = wall_s + time.perf_counter(), cpu_s + time.process_time()
    if cpu_s > 1.05 * wall_s:
        y[:] = LOOT
