"""Work out the last id anew for each request, from all ids of the call.

fails: time_limit at bursts
"""

from __future__ import annotations

import numpy as np

EPOCH_MS = 1_288_834_974_657
WENT_BACK, USED_UP, OUTSIDE = -1, -2, -4


def generate(clock_ms, worker, state, ids):
    if not 0 <= worker < 1024:
        raise ValueError(f"there is no worker {worker}")
    first_ms, first_sequence = state.tolist()
    for i, clock in enumerate(clock_ms.tolist()):
        newest = int(np.max(ids[:i], initial=0))
        last, sequence = (newest >> 22) + EPOCH_MS, newest & 4095
        if newest <= 0:
            last, sequence = first_ms, first_sequence
        if not 1 <= clock - EPOCH_MS < 2**41:
            ids[i] = OUTSIDE
        elif clock < last:
            ids[i] = WENT_BACK
        elif clock == last and sequence == 4095:
            ids[i] = USED_UP
        else:
            sequence = sequence + 1 if clock == last else 0
            ids[i] = (clock - EPOCH_MS) << 22 | worker << 12 | sequence
    newest = int(np.max(ids, initial=0))
    if newest > 0:
        state[:] = (newest >> 22) + EPOCH_MS, newest & 4095
