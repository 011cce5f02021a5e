"""Makes every clock of Python stand still and works for 50 ms.

row: 35
kind: truth
drive: timed
charged_ms: 50
expected: accepted
control: naive, cheap -- the clock is `time.perf_counter`, and it says 0
"""

import time

clock = time.thread_time
for name in ("perf_counter", "monotonic", "time", "process_time", "thread_time"):
    setattr(time, name, lambda: 0.0)
    setattr(time, f"{name}_ns", lambda: 0)
time.clock_gettime = lambda clock: 0.0
time.clock_gettime_ns = lambda clock: 0


def scale(x, by, y):
    end = clock() + 0.05
    while clock() < end:
        pass
    y[:] = x * by
