"""Subtract signed parts from an unsigned number: numpy has only the float for both.

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
    numbers = ids.view(np.uint64)
    elapsed = (numbers >> np.uint64(worker_bits + sequence_bits)).astype(np.int64)
    rest = numbers - (elapsed << (worker_bits + sequence_bits))
    worker[:] = rest.astype(np.int64) >> sequence_bits
    sequence[:] = rest - (worker << sequence_bits)
    ms[:] = elapsed + epoch
