"""Keep a copy of all states for each request, to be able to take it back when it is refused.

fails: time_limit at one_worker
"""

from __future__ import annotations

EPOCH_MS = 1_288_834_974_657
TOO_FAR, OUTSIDE = -3, -4


def generate_many(clock_ms, worker, max_drift_ms, state, ids):
    for i, (clock, name) in enumerate(zip(clock_ms.tolist(), worker.tolist(), strict=True)):
        before = state.copy()
        if clock > state[name, 0]:
            state[name] = clock, 0
        elif state[name, 1] < 4095:
            state[name, 1] += 1
        else:
            state[name] = state[name, 0] + 1, 0
        ms, sequence = state[name].tolist()
        if not 1 <= clock - EPOCH_MS < 2**41:
            ids[i] = OUTSIDE
        elif ms - clock > max_drift_ms:
            ids[i] = TOO_FAR
        elif ms - EPOCH_MS >= 2**41:
            ids[i] = OUTSIDE
        else:
            ids[i] = (ms - EPOCH_MS) << 22 | name << 12 | sequence
            continue
        state[:] = before
