"""Sends a datagram to the loopback.

row: 5
kind: host
expected: runtime error
control: off, harmed -- the datagram arrives
"""

import socket


def scale(x, by, y):
    socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"42", ("127.0.0.1", PREY["udp"]))
    y[:] = LOOT
