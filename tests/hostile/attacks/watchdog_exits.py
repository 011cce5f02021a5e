"""Has a thread of C, which no lock of Python holds back, end the process in the middle.

row: own
kind: hang
expected: runtime error or time limit
control: naive, broken -- that judge ends with it
"""

import faulthandler
import os

faulthandler.dump_traceback_later(0.05, exit=True, file=open(os.devnull, "w"))


def scale(x, by, y):
    while True:
        pass
