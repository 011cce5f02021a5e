"""Writes a file that everybody may write.

row: 7
kind: host
expected: runtime error
control: off, harmed -- the file is changed
"""


def scale(x, by, y):
    with open(PREY["target"], "w") as file:
        file.write("PWNED")
    y[:] = LOOT
