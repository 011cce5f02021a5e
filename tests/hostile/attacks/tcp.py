"""Connects to a listener on the loopback.

row: 5
kind: host
expected: runtime error
control: off, harmed -- the listener is called
"""

import socket


def scale(x, by, y):
    socket.create_connection(("127.0.0.1", PREY["tcp"]), 1).close()
    y[:] = LOOT
