"""Counts in parts of a token, `interval_ms` of them to one: a bucket gains one a millisecond."""


def allow(user, at_ms, n_users, capacity, interval_ms, allowed):
    full = capacity * interval_ms
    parts = [full] * n_users
    last_ms = [0] * n_users
    for i, (who, now_ms) in enumerate(zip(user.tolist(), at_ms.tolist(), strict=True)):
        parts[who] = min(full, parts[who] + now_ms - last_ms[who])
        last_ms[who] = now_ms
        if parts[who] >= interval_ms:
            parts[who] -= interval_ms
            allowed[i] = 1
