"""Fills the pipe of its commands with nothing read, by never coming back from a thread's point of
view: after "done" it closes its ears.

row: own
kind: hang
expected: time limit or runtime error
control: naive, broken -- that judge waits for ever
"""

import sys
import time

main = sys.modules["__main__"]
if hasattr(main, "event"):
    real_event = main.event

    def event(tag, text=""):
        real_event(tag, text)
        if tag == "D":
            while True:
                time.sleep(1)

    main.event = event


def scale(x, by, y):
    y[:] = x * by
    if not hasattr(main, "event"):
        time.sleep(60)
