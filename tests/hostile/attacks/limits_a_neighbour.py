"""Sets another process's limits and cores.

row: own
kind: host
expected: accepted
control: off, harmed -- the neighbour may run on one core only, or has another limit
"""

import os
import resource


def scale(x, by, y):
    y[:] = x * by
    for attempt in (
        lambda: resource.prlimit(PREY["neighbour"], resource.RLIMIT_NOFILE, (9, 9)),
        lambda: os.sched_setaffinity(PREY["neighbour"], {0}),
    ):
        try:
            attempt()
        except OSError:
            pass
