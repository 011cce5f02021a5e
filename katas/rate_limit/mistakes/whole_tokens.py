"""Counts whole tokens, and remembers since when the next one is growing."""


def allow(user, at_ms, n_users, capacity, interval_ms, allowed):
    tokens = [capacity] * n_users
    since_ms = [0] * n_users
    for i, (who, now_ms) in enumerate(zip(user.tolist(), at_ms.tolist(), strict=True)):
        gained = (now_ms - since_ms[who]) // interval_ms
        tokens[who] += gained
        since_ms[who] += gained * interval_ms
        if tokens[who] >= capacity:
            tokens[who] = capacity
            since_ms[who] = now_ms
        if tokens[who] > 0:
            tokens[who] -= 1
            allowed[i] = 1
