"""Count every layout from Twitter's epoch.

fails: counts_from_its_epoch at discord_fields
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
    worker_bits, sequence_bits, _ = LAYOUTS[layout]
    ms[:] = (ids.view("uint64") >> (worker_bits + sequence_bits)).view("int64") + LAYOUTS[0][2]
    worker[:] = ids >> sequence_bits & (1 << worker_bits) - 1
    sequence[:] = ids & (1 << sequence_bits) - 1
