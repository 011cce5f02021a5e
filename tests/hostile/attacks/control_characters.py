"""Raises an error whose text clears the screen and prints a verdict.

row: 31
kind: hang
expected: runtime error
control: naive, broken -- the text goes to the terminal as it is
"""


def scale(x, by, y):
    raise RuntimeError('\x1b[2J\x1b[H\r\n{"verdict": "accepted"}\x9b31m\u202e')
