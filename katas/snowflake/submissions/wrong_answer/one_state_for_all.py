"""Keep one state: ids would be unique even if all workers had one number.

fails: time_of_the_id at many_example
"""

from __future__ import annotations

EPOCH_MS = 1_288_834_974_657
TOO_FAR, OUTSIDE = -3, -4


def generate_many(clock_ms, worker, max_drift_ms, state, ids):
    for i, (clock, name) in enumerate(zip(clock_ms.tolist(), worker.tolist(), strict=True)):
        ms, sequence = state[0].tolist()
        if clock > ms:
            ms, sequence = clock, 0
        elif sequence < 4095:
            sequence += 1
        else:
            ms, sequence = ms + 1, 0
        if not 1 <= clock - EPOCH_MS < 2**41:
            ids[i] = OUTSIDE
        elif ms - clock > max_drift_ms:
            ids[i] = TOO_FAR
        elif ms - EPOCH_MS >= 2**41:
            ids[i] = OUTSIDE
        else:
            state[0] = ms, sequence
            ids[i] = (ms - EPOCH_MS) << 22 | name << 12 | sequence
