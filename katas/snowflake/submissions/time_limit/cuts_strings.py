"""Write each id as 64 zeros and ones, and cut the string.

fails: time_limit at archive
"""

from __future__ import annotations

LAYOUTS = {0: (10, 12, 1288834974657), 1: (10, 12, 1420070400000), 2: (13, 10, 1314220021721)}


def unpack(ids, layout, ms, worker, sequence):
    if layout not in LAYOUTS:
        raise ValueError(f"there is no layout {layout}")
    worker_bits, sequence_bits, epoch = LAYOUTS[layout]
    end = 64 - worker_bits - sequence_bits
    for i in range(len(ids)):
        bits = "".join(f"{byte:08b}" for byte in ids[i : i + 1].astype(">i8").tobytes())
        ms[i] = int(bits[:end], 2) + epoch
        worker[i] = int(bits[end : end + worker_bits], 2)
        sequence[i] = int(bits[end + worker_bits :], 2)
