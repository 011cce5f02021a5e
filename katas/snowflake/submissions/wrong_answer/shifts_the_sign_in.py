"""Shift signed numbers: after 2046 the time of an Instagram id is negative.

fails: unsigned at instagram_sign_bit
"""

from __future__ import annotations

LAYOUTS = (
    (10, 12, 1_288_834_974_657),
    (10, 12, 1_420_070_400_000),
    (13, 10, 1_314_220_021_721),
)


def unpack(ids, layout, ms, worker, sequence):
    if not 0 <= layout < 3:
        raise ValueError(f"there is no layout {layout}")
    worker_bits, sequence_bits, epoch = LAYOUTS[layout]
    ms[:] = (ids >> (worker_bits + sequence_bits)) + epoch
    worker[:] = ids >> sequence_bits & (1 << worker_bits) - 1
    sequence[:] = ids & (1 << sequence_bits) - 1
