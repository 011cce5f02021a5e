"""Never ends, and ignores every signal that can be ignored.

row: 24
kind: hang
expected: time limit
control: naive, broken -- no verdict is ever seen
"""

import signal


def scale(x, by, y):
    for number in range(1, 65):
        try:
            signal.signal(number, signal.SIG_IGN)
        except (OSError, ValueError):
            pass
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))
    while True:
        pass
