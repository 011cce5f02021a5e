"""Counts in windows as long as an empty bucket takes to fill, and forgets at their border: twice
the capacity passes around one, and who asked at its begin waits for its end.

fails: passes_with_token at worked_example
"""


def allow(user, at_ms, n_users, capacity, interval_ms, allowed):
    passed = {}
    for i, (who, now_ms) in enumerate(zip(user.tolist(), at_ms.tolist(), strict=True)):
        window = (who, now_ms // (capacity * interval_ms))
        if passed.get(window, 0) < capacity:
            passed[window] = passed.get(window, 0) + 1
            allowed[i] = 1
