"""Names of katas and people that lead out of their folder, or look like options.

row: 50
kind: host
drive: names
expected: refused
control: none -- that `results/../x` lies outside is arithmetic; tests/test_bad_input.py
"""

NAMES = [
    "../../etc/passwd",
    "..",
    "-rf",
    "--help",
    "a\nb",
    "a/b",
    "/etc/passwd",
    "~root",
    "a\0b",
    "con",
    "%2e%2e",
    "",
    "x" * 200,
]
