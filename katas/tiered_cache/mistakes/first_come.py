"""First come, first served: who finds a value stale, and room at the origin, refreshes it.

The starts of the last fetches, as many as the origin takes, stand in a ring: there is room if the
oldest of them is over. A key has one fetch under way at most, and a note of whether it will bring
a value; until it lands the old value is served.
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
    origin_ms, ttl_ms, now, started = rules[0], rules[1], rules[2], rules[3]
    rules[2] = now + 1
    if key < 0:
        rules[4] = 1 if key == -2 else 0 if key == -3 else rules[4]
        return 0
    if 0 <= over_ms[key] <= now:
        if good[key]:
            value_ms[key] = over_ms[key]
        over_ms[key] = -1
    there = value_ms[key] >= 0
    if there and now < value_ms[key] + ttl_ms:
        return SERVE
    if over_ms[key] >= 0:
        return SERVE if there else WAIT
    place = started % len(starts_ms)
    room = starts_ms[place] + origin_ms <= now
    if not room:
        return SERVE if there else REJECT
    good[key] = rules[4] == 0
    starts_ms[place], rules[3], over_ms[key] = now, started + 1, now + origin_ms
    return REFRESH if there else FETCH
