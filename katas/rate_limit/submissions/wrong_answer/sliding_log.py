"""Keeps the times of the last passes, and lets as many pass as the bucket holds in any time that
fills an empty one. Tokens come back all at once then, not one after the other.

fails: passes_with_token at worked_example
"""

from collections import deque


def allow(user, at_ms, n_users, capacity, interval_ms, allowed):
    passed = [deque() for _ in range(n_users)]
    for i, (who, now_ms) in enumerate(zip(user.tolist(), at_ms.tolist(), strict=True)):
        while passed[who] and passed[who][0] <= now_ms - capacity * interval_ms:
            passed[who].popleft()
        if len(passed[who]) < capacity:
            passed[who].append(now_ms)
            allowed[i] = 1
