"""Shifts and masks over the whole array, with the widths and the epoch of the layout.

The time is what lies above the other two, so its shift has to see the id as an unsigned number. A
mask cuts off the sign anyway: worker and sequence may come from the signed one.
"""

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
    worker[:] = ids >> sequence_bits & (1 << worker_bits) - 1
    sequence[:] = ids & (1 << sequence_bits) - 1
