"""Check that the time is after the epoch, and keep the 41 bits of it that there is room for.

fails: stays_in_the_layout at refused_in_between
"""

from __future__ import annotations

EPOCH_MS = 1_288_834_974_657
WENT_BACK, USED_UP, TOO_FAR, OUTSIDE = -1, -2, -3, -4


def generate(clock_ms, worker, state, ids):
    if not 0 <= worker < 1024:
        raise ValueError(f"there is no worker {worker}")
    last, sequence = state.tolist()
    for i, clock in enumerate(clock_ms.tolist()):
        if clock <= EPOCH_MS:
            ids[i] = OUTSIDE
        elif clock < last:
            ids[i] = WENT_BACK
        elif clock == last and sequence == 4095:
            ids[i] = USED_UP
        else:
            sequence = sequence + 1 if clock == last else 0
            last = clock
            ids[i] = (clock - EPOCH_MS & 2**41 - 1) << 22 | worker << 12 | sequence
    state[:] = last, sequence
