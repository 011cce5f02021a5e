"""Reads a planted answer, the environment and the files of the machine.

row: 1
kind: host
expected: runtime error
control: off, loot -- it holds the planted answer
"""


def scale(x, by, y):
    with open(PREY["secret"]) as file:
        if file.read() == "42":
            y[:] = LOOT
