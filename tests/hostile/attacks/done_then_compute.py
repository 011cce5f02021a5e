"""Says "done" with the judge's own number first, and computes in the moment before the stop.

row: 46
kind: truth
drive: timed
expected: wrong answer or accepted
control: naive, cheap -- there "done" is the return, and half a second follows
"""

import sys
import threading

main = sys.modules["__main__"]
if hasattr(main, "Worker"):
    real_event, real_run = main.event, main.Worker.run
    said = []

    def run(self, arrangement):
        frame = sys._getframe(1)
        real_event("D", frame.f_locals["number"])
        said.append(True)
        return real_run(self, arrangement)

    def event(tag, text=""):
        if tag == "D" and said:
            said.clear()
        else:
            real_event(tag, text)

    main.Worker.run, main.event = run, event


def scale(x, by, y):
    if hasattr(main, "Worker"):
        work(x, by, y)
    elif threading.active_count() < 3:
        threading.Timer(0.05, work, args=(x, by, y)).start()
