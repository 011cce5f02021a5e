"""Two lists: how many parts of a token each bucket held, and when. A bucket gains one part a ms.

reaches: allow bronze
"""


def allow(user, at_ms, n_users, capacity, interval_ms, allowed):
    full = capacity * interval_ms
    parts = [full] * n_users
    last_ms = [0] * n_users
    for i, (who, now_ms) in enumerate(zip(user.tolist(), at_ms.tolist(), strict=True)):
        now = parts[who] + now_ms - last_ms[who]
        if now > full:
            now = full
        if now >= interval_ms:
            now -= interval_ms
            allowed[i] = 1
        parts[who] = now
        last_ms[who] = now_ms
