"""Keeps one number a user: the time at which the bucket will be full again."""


def allow(user, at_ms, n_users, capacity, interval_ms, allowed):
    full_at_ms = [0] * n_users
    for i, (who, now_ms) in enumerate(zip(user.tolist(), at_ms.tolist(), strict=True)):
        full_ms = max(full_at_ms[who], now_ms)
        if full_ms - now_ms <= (capacity - 1) * interval_ms:
            full_at_ms[who] = full_ms + interval_ms
            allowed[i] = 1
