"""Is never done with its import.

row: 23
kind: hang
expected: time limit
control: naive, broken -- no verdict is ever seen
"""

while True:
    pass
