"""rate-limit: one number a user, the time at which the bucket will be full.

A bucket that will be full in `wait` milliseconds lacks wait / interval_ms tokens. A request may
pass if it lacks at most capacity - 1, and then the bucket will be full an interval later. There is
no level to fill up and no second number to read: the idea of the generic cell rate algorithm,
ITU-T I.371, which calls that time the theoretical arrival time.

Cost: O(n + n_users), and a random access to 8 bytes a request. What remains is kept out of its way:
whether a request passes is a number that is added, not a branch that would be guessed wrong, and an
index without a sign need not be asked whether it counts from the end.
"""

from __future__ import annotations

import numpy as np
from numba import njit


def allow(
    user: np.ndarray,
    at_ms: np.ndarray,
    n_users: int,
    capacity: int,
    interval_ms: int,
    allowed: np.ndarray,
) -> None:
    """Set allowed[i] to 1 where the bucket of user[i] has a token at at_ms[i], and spend it."""
    full_at_ms = np.zeros(n_users, np.int64)
    _allow(user, at_ms, full_at_ms, (capacity - 1) * interval_ms, interval_ms, allowed)


@njit(cache=True)
def _allow(
    user: np.ndarray,
    at_ms: np.ndarray,
    full_at_ms: np.ndarray,
    patience_ms: int,
    interval_ms: int,
    allowed: np.ndarray,
) -> None:
    for i in range(len(user)):
        who, now_ms = np.uintp(user[i]), at_ms[i]
        full_ms = max(full_at_ms[who], now_ms)
        passes = full_ms - now_ms <= patience_ms
        full_at_ms[who] = full_ms + interval_ms * passes
        allowed[i] = passes
