"""Add each leg as it is read, and see only then that the last one is torn.

fails: never_half_applied at recover_example
"""

from __future__ import annotations

import struct
import zlib


def recover(journal, snapshot, retried, balance, result, last):
    data, served = journal.tobytes(), {}
    at = 0
    while at + 24 <= len(data):
        checksum, n_legs, sequence, key = struct.unpack_from("<IIqq", data, at)
        end = at + 24 + 16 * n_legs
        legs = data[at + 24 : end]
        legs = legs[: len(legs) // 16 * 16]
        for account, amount in struct.iter_unpack("<qq", legs):
            if last[0] < snapshot or not 0 <= account < len(balance):
                continue
            balance[account] += amount
        if end > len(data):
            break
        if zlib.crc32(data[at + 4 : end]) != checksum:
            break
        if sequence != last[0] + 1:
            break
        served[key] = last[0] = sequence
        at = end
    result[:] = [served.get(key, 0) for key in retried.tolist()]
