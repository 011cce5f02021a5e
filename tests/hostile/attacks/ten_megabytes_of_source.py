"""A file of 10 MB.

row: 49
kind: host
drive: source
expected: refused
control: none -- it is read by the trusted side or not at all; tests/test_bad_input.py
"""

SOURCE = b"x = 1\n" * (10 << 20)
