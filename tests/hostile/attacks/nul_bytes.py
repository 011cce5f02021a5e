"""A file with a NUL in it.

row: 49
kind: host
drive: source
expected: refused
control: none -- it is read by the trusted side or not at all; tests/test_bad_input.py
"""

SOURCE = b"def scale(x, by, y):\n    pass\0\n"
