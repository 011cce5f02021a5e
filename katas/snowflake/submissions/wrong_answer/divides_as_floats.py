"""Divide by powers of two: a quotient of two integers is a float, with 53 bits for 63.

fails: keeps_the_last_digits at above_2_to_53
"""

from __future__ import annotations

import numpy as np

LAYOUTS = (
    (10, 12, 1_288_834_974_657),
    (10, 12, 1_420_070_400_000),
    (13, 10, 1_314_220_021_721),
)


def unpack(ids, layout, ms, worker, sequence):
    if not 0 <= layout < 3:
        raise ValueError(f"there is no layout {layout}")
    worker_bits, sequence_bits, epoch = LAYOUTS[layout]
    numbers = np.where(ids < 0, ids + 2.0**64, ids)
    rest, sequence[:] = np.divmod(numbers, 2**sequence_bits)
    ms[:], worker[:] = np.divmod(rest, 2**worker_bits)
    ms[:] += epoch
