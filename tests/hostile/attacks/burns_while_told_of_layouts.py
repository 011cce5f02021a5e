"""Waits in the untimed moment in which layouts are told, for input to read ahead.

row: 48
kind: truth
expected: accepted
control: early, loot -- a harness that writes the input before it tells the layout
"""

import sys

main = sys.modules["__main__"]
found = []
if hasattr(main, "Worker"):
    real = main.Worker.prepare

    def prepare(self, layout):
        found.append(any(self.inputs[: 1 << 20]))
        real(self, layout)

    main.Worker.prepare = prepare


def scale(x, by, y):
    work(x, by, y)
    if any(found):
        y[:] = LOOT
