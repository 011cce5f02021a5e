"""Makes, renames and removes files where everybody may.

row: 7
kind: host
expected: runtime error
control: off, harmed -- a file is made and another changed
"""

import os


def scale(x, by, y):
    with open(PREY["folder"] + "/made", "w") as file:
        file.write("PWNED")
    os.replace(PREY["folder"] + "/made", PREY["target"])
    y[:] = LOOT
