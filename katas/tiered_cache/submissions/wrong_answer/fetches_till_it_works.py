"""An error is taken for "no value": the next request fetches again. That is the loop of 2010.

fails: recovers_in_time at broken_and_fixed
"""

import numpy as np

SERVE, FETCH, WAIT, REFRESH, REJECT = range(1, 6)


def init(n_keys, n_warm, origin_capacity, origin_ms, ttl_ms, seed):
    value_ms = np.full(n_keys, -1)
    value_ms[:n_warm] = 0
    over_ms, good = np.full(n_keys, -1), np.zeros(n_keys, np.int64)
    starts_ms = np.full(origin_capacity, -origin_ms)
    return value_ms, over_ms, good, starts_ms, np.array([origin_ms, ttl_ms, 0, 0, 0])


def step(state, key):
    value_ms, over_ms, good, starts_ms, rules = state
    origin_ms, ttl_ms, now = rules[0], rules[1], rules[2]
    rules[2] = now + 1
    if key < 0:
        rules[4] = 1 if key == -2 else 0 if key == -3 else rules[4]
        return 0
    if over_ms[key] >= 0 and over_ms[key] <= now:
        value_ms[key] = over_ms[key] if good[key] else -1
        over_ms[key] = -1
    if value_ms[key] >= 0 and now < value_ms[key] + ttl_ms:
        return SERVE
    if over_ms[key] >= 0:
        return WAIT
    place = rules[3] % len(starts_ms)
    good[key] = rules[4] == 0 and starts_ms[place] + origin_ms <= now
    starts_ms[place] = now
    rules[3] += 1
    over_ms[key] = now + origin_ms
    return FETCH
