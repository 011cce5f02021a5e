"""Look first whether the id is inside the layout, then whether it is too far ahead.

fails: names_the_reason at layout_end_out_of_reach
"""

from __future__ import annotations

EPOCH_MS = 1_288_834_974_657
TOO_FAR, OUTSIDE = -3, -4


def generate_many(clock_ms, worker, max_drift_ms, state, ids):
    for i, (clock, name) in enumerate(zip(clock_ms.tolist(), worker.tolist(), strict=True)):
        ms, sequence = state[name].tolist()
        if clock > ms:
            ms, sequence = clock, 0
        elif sequence < 4095:
            sequence += 1
        else:
            ms, sequence = ms + 1, 0
        if not 1 <= clock - EPOCH_MS < 2**41 or ms - EPOCH_MS >= 2**41:
            ids[i] = OUTSIDE
        elif ms - clock > max_drift_ms:
            ids[i] = TOO_FAR
        else:
            state[name] = ms, sequence
            ids[i] = (ms - EPOCH_MS) << 22 | name << 12 | sequence
