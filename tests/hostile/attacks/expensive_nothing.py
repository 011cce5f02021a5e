"""Makes the empty window expensive, whose cost is taken off every other window.

row: own
kind: truth
drive: timed
expected: accepted
control: own idle, cheap -- a harness that asks the solution's worker what nothing costs
"""

import sys
import time

main = sys.modules["__main__"]


def nothing(self, arrangement):
    end = time.thread_time() + 0.3
    while time.thread_time() < end:
        pass
    return ""


if hasattr(main, "Worker"):
    main.Worker.nothing = nothing


def scale(x, by, y):
    work(x, by, y)
