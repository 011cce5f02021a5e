"""A file nested so deeply that the parser gives up.

row: 49
kind: host
drive: source
expected: load error
control: naive, broken -- the parser ends that judge
"""

SOURCE = b"x = " + b"(" * 50_000 + b")" * 50_000 + b"\ndef scale(x, by, y):\n    pass\n"

if "PREY" in globals():
    exec(SOURCE)
