"""Sleeps in its windows, which costs no CPU time, to be measured in fewer rounds.

row: own
kind: truth
drive: timed
expected: accepted
control: naive, accepted -- sleeping is no cheat by itself: it shows only that nothing is won
"""

import time


def scale(x, by, y):
    work(x, by, y)
    time.sleep(0.02)
