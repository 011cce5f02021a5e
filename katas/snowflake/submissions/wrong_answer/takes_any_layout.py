"""Look the layout up from the end where the number is negative, or the last where it is large.

fails: refuses_unknown_layouts at unknown_layout
"""

from __future__ import annotations

LAYOUTS = (
    (10, 12, 1_288_834_974_657),
    (10, 12, 1_420_070_400_000),
    (13, 10, 1_314_220_021_721),
)


def unpack(ids, layout, ms, worker, sequence):
    worker_bits, sequence_bits, epoch = LAYOUTS[min(layout, 2)]
    ms[:] = (ids.view("uint64") >> (worker_bits + sequence_bits)).view("int64") + epoch
    worker[:] = ids >> sequence_bits & (1 << worker_bits) - 1
    sequence[:] = ids & (1 << sequence_bits) - 1
