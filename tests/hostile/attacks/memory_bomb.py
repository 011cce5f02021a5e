"""Takes private memory.

row: 10
kind: host
expected: memory limit
control: naive, loot -- it gets 600 MB
"""


def scale(x, by, y):
    taken = [bytearray(b"x") * (50 << 20) for _ in range(12)]
    y[:] = LOOT if len(taken) == 12 else 0
