"""Speaks to an abstract unix socket, which no file system hides.

row: 6
kind: host
expected: runtime error
control: off, harmed -- the datagram arrives
"""

import socket


def scale(x, by, y):
    socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b"42", "\0" + PREY["abstract"])
    y[:] = LOOT
