"""CRC-32 of many frames at once."""

from __future__ import annotations

import numpy as np


def crc32_of_words(words: np.ndarray) -> np.ndarray:
    """CRC-32 of every row of int64[n, k], without its first four bytes, as zlib reckons it.

    A column of four bytes at a time: table j has what a byte does to a checksum that has j more
    bytes before it (Kounavis and Berry, "slicing by 8", 2005).
    """
    tables = _tables()
    raw = words.view(np.uint32).reshape(len(words), -1)
    crc = np.full(len(words), 0xFFFFFFFF, np.uint32)
    for column in range(1, raw.shape[1]):
        crc ^= raw[:, column]
        parts = [tables[3 - j][(crc >> np.uint32(8 * j)) & np.uint32(255)] for j in range(4)]
        crc = parts[0] ^ parts[1] ^ parts[2] ^ parts[3]
    return ~crc


def _tables() -> np.ndarray:
    """`tables[j][b]`: the byte b followed by j zero bytes, without inversion at either end."""
    tables = np.zeros((4, 256), np.uint32)
    for value in range(256):
        crc = value
        for _ in range(8):
            crc = crc >> 1 ^ (0xEDB88320 if crc & 1 else 0)
        tables[0, value] = crc
    for j in range(1, 4):
        before = tables[j - 1]
        tables[j] = before >> np.uint32(8) ^ tables[0][before & np.uint32(255)]
    return tables
