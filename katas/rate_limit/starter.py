"""rate-limit: a token bucket for each user.

Arrays you are given are read-only; the array to fill arrives zeroed, and nothing is returned. In
plain Python take lists, `user.tolist()`: they are faster to walk than arrays. With numba write
@njit(cache=True) and leave the signature out: explicit ones do not match read-only arrays.
"""

from __future__ import annotations

import numpy as np


def allow(
    user: np.ndarray,
    at_ms: np.ndarray,
    n_users: int,
    capacity: int,
    interval_ms: int,
    allowed: np.ndarray,
) -> None:
    """Mark the requests that may pass.

    user         int32[n], 0 to n_users - 1: who asks
    at_ms        int64[n], 0 to 2**53, never falling: when
    n_users      0 to 1,000,000; some may never ask
    capacity     1 to 1,000: tokens in a full bucket; all buckets are full at time 0
    interval_ms  1 to 86,400,000: in this time a bucket gains a token, half a one in half of it
    allowed      uint8[n], to fill: 1 where a whole token was there, which is then spent

    There may be no requests, and 10,000,000 at most; many in one millisecond ask in their order.

    >>> allowed = np.zeros(6, np.uint8)
    >>> allow(np.zeros(6, np.int32), np.array([0, 0, 0, 100, 150, 200]), 1, 2, 100, allowed)
    >>> allowed.tolist()
    [1, 1, 0, 1, 0, 1]
    """
    raise NotImplementedError
