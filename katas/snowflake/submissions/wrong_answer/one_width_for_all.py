"""Cut every layout into 10 bits of worker and 12 of sequence.

fails: right_widths at instagram_fields
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
    ms[:] = (ids.view("uint64") >> (worker_bits + sequence_bits)).view("int64") + epoch
    worker[:] = ids >> 12 & 1023
    sequence[:] = ids & 4095
