"""A file that is not UTF-8, though it says so.

row: 49
kind: host
drive: source
expected: refused
control: none -- it is read by the trusted side or not at all; tests/test_bad_input.py
"""

SOURCE = b"# -*- coding: utf-8 -*-\nname = '\xff\xfe'\n"
