"""Every reason to refuse comes first, in the order of the contract, and changes nothing.

Time and sequence of the last id issued are all that one has to remember: a reading is compared with
them, never with a reading that was refused. Only a request that gets an id moves them on.
"""

EPOCH_MS = 1_288_834_974_657
WENT_BACK, USED_UP, TOO_FAR, OUTSIDE = -1, -2, -3, -4


def generate(clock_ms, worker, state, ids):
    if not 0 <= worker < 1024:
        raise ValueError(f"there is no worker {worker}")
    last, sequence = state.tolist()
    for i, clock in enumerate(clock_ms.tolist()):
        if not 1 <= clock - EPOCH_MS < 2**41:
            ids[i] = OUTSIDE
        elif clock < last:
            ids[i] = WENT_BACK
        elif clock == last and sequence == 4095:
            ids[i] = USED_UP
        else:
            sequence = sequence + 1 if clock == last else 0
            last = clock
            ids[i] = (clock - EPOCH_MS) << 22 | worker << 12 | sequence
    state[:] = last, sequence
