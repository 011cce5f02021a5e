"""Count first, then look whether the clock went back: the order of 2010 to 2012.

fails: never_twice at issue_six
"""

from __future__ import annotations

EPOCH_MS = 1_288_834_974_657
WENT_BACK, USED_UP, TOO_FAR, OUTSIDE = -1, -2, -3, -4


def generate(clock_ms, worker, state, ids):
    if not 0 <= worker < 1024:
        raise ValueError(f"there is no worker {worker}")
    last, sequence = state.tolist()
    for i, clock in enumerate(clock_ms.tolist()):
        if not 1 <= clock - EPOCH_MS < 2**41:
            ids[i] = OUTSIDE
        elif clock == last and sequence == 4095:
            ids[i] = USED_UP
        else:
            sequence = sequence + 1 if clock == last else 0
            if clock < last:
                ids[i] = WENT_BACK
                continue
            last = clock
            ids[i] = (clock - EPOCH_MS) << 22 | worker << 12 | sequence
    state[:] = last, sequence
