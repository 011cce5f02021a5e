"""Becomes another program, without a new process.

row: 15
kind: host
expected: runtime error
control: off, harmed -- the program writes the file
"""

import os


def scale(x, by, y):
    os.execv("/bin/sh", ["sh", "-c", f"echo PWNED > {PREY['target']}"])
