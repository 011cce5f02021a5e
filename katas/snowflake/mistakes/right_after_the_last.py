"""Say what the worker's next id would be, and look then whether it may be issued.

A clock that is ahead of the last id begins a millisecond. Any other is of no account: the next id
comes right after the last one, be it in a millisecond that has not come yet. The state learns of
it only if nothing stands in its way.
"""

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
        if not 1 <= clock - EPOCH_MS < 2**41:
            ids[i] = OUTSIDE
        elif ms - clock > max_drift_ms:
            ids[i] = TOO_FAR
        elif ms - EPOCH_MS >= 2**41:
            ids[i] = OUTSIDE
        else:
            state[name] = ms, sequence
            ids[i] = (ms - EPOCH_MS) << 22 | name << 12 | sequence
