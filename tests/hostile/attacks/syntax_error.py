"""Is no Python.

row: 33
kind: hang
expected: load error
control: naive, broken -- that judge does not survive it
"""

try:
    exec("def scale(x, by, y)\n    pass\n")
except SyntaxError as error:
    raise error from None
