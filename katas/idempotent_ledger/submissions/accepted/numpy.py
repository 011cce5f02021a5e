"""Checksums of all frames of one length at once, a column of four bytes at a time.

Only the way from frame to frame is walked. Transfers depend on each other from order to order, and
whole columns do not help there.

reaches: recover bronze
"""

from __future__ import annotations

import zlib

import numpy as np


def recover(journal, snapshot, retried, balance, result, last):
    words = journal[: len(journal) // 8 * 8].view(np.int64)
    starts, n_legs = frames_of(words)
    good = np.zeros(len(starts), np.bool_)
    for count in np.unique(n_legs).tolist():
        places = np.flatnonzero(n_legs == count)
        rows = words[starts[places][:, None] + np.arange(3 + 2 * count)]
        checked = checksums(rows) if len(rows) > count else by_row(rows)
        good[places] = checked == rows[:, 0].astype(np.uint32)
    good &= words[starts + 1] == 1 + np.arange(len(starts))
    n_good = len(good) if good.all() else int(good.argmin())
    last[0] = n_good
    starts, n_legs = starts[:n_good], n_legs[:n_good]
    later, legs_later = starts[snapshot:], n_legs[snapshot:n_good]
    for count in np.unique(legs_later).tolist():
        at = (later[legs_later == count][:, None] + 3 + 2 * np.arange(count)).reshape(-1)
        np.add.at(balance, words[at], words[at + 1])
    wanted, place = np.unique(retried, return_inverse=True)
    if len(wanted):
        keys = words[starts + 2]
        nearest = np.searchsorted(wanted, keys).clip(max=len(wanted) - 1)
        hits = np.flatnonzero(wanted[nearest] == keys)
        sequence = np.zeros(len(wanted), np.int64)
        sequence[nearest[hits]] = hits + 1
        result[:] = sequence[place]


def frames_of(words):
    """Where the frames begin that are there to their end, believing every header."""
    counts = memoryview(words.view(np.uint32))
    starts, n_legs, at, size = [], [], 0, len(words)
    while at + 3 <= size:
        count = counts[2 * at + 1]
        if at + 3 + 2 * count > size:
            break
        starts.append(at)
        n_legs.append(count)
        at += 3 + 2 * count
    return np.array(starts, np.int64), np.array(n_legs, np.int64)


def byte_tables():
    tables = np.zeros((4, 256), np.uint32)
    values = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        values = np.where(values & 1, values >> 1 ^ np.uint32(0xEDB88320), values >> 1)
    tables[0] = values
    for j in range(1, 4):
        tables[j] = tables[j - 1] >> np.uint32(8) ^ tables[0][tables[j - 1] & np.uint32(255)]
    return tables


TABLES = byte_tables()


def by_row(rows):
    """The same for a few long rows."""
    return np.array([zlib.crc32(row.tobytes()[4:]) for row in rows], np.uint32)


def checksums(rows):
    """CRC-32 of each row without its first four bytes."""
    columns = rows.view(np.uint32).reshape(len(rows), -1)
    crc = np.full(len(rows), 0xFFFFFFFF, np.uint32)
    for column in range(1, columns.shape[1]):
        byte = (crc ^ columns[:, column]).view(np.uint8).reshape(-1, 4)
        crc = TABLES[3][byte[:, 0]] ^ TABLES[2][byte[:, 1]]
        crc ^= TABLES[1][byte[:, 2]] ^ TABLES[0][byte[:, 3]]
    return ~crc
