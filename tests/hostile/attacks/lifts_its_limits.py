"""Lifts its own limits and takes other cores.

row: 19
kind: host
expected: accepted
control: off, loot -- it raises a limit and its priority
"""

import os
import resource


def scale(x, by, y):
    y[:] = x * by
    for attempt in (
        lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (80, 80)),
        lambda: os.sched_setaffinity(0, range(os.cpu_count())),
        lambda: os.nice(1),
        lambda: os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0)),
    ):
        try:
            attempt()
            y[:] = LOOT
        except (OSError, ValueError):
            pass
