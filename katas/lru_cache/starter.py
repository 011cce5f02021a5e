"""lru-cache: replay an exact LRU cache over a trace (level replay), then beat it (level policy).

Arrays that you read are read-only, arrays that you fill arrive zeroed, and nothing is returned from
`replay`. Numba is welcome; leave its signatures out (`@njit`, not `@njit("void(int64[:], ...)")`):
a signature does not match read-only arrays.
"""

from __future__ import annotations

import numpy as np


def replay(keys: np.ndarray, capacity: int, hit: np.ndarray) -> None:
    """Which requests does a least-recently-used cache answer?

    keys      int64[n]   the key of each request, in order: any int64, negative ones and 0 too
    capacity  int        how many keys the cache holds; may be 0, or more than n
    hit       uint8[n]   to fill: 1 where the key was in the cache when asked for, else leave 0

    Every request loads its key: a hit makes it the most recently used, a miss stores it, and where
    the cache was full, the least recently used key goes first. With capacity 0 everything misses. A
    negative capacity raises ValueError and marks nothing.

        keys      7  8  7  9  7  8        capacity 2
        hit       0  0  1  0  1  0
        9 finds the cache full and evicts 8, because 7 was used after it: 7 hits again, 8 does not.
    """
    raise NotImplementedError


State = tuple[np.ndarray, ...]


def init(capacity: int, n_keys: int, seed: int) -> State:
    """What your policy remembers, as a tuple of numpy arrays, for `step` to change in place.

    The keys of the trace are 0 .. n_keys-1; the cache has `capacity` places, at least 1. Draw lots
    from `seed` only: the same seed and requests must give the same decisions.
    """
    raise NotImplementedError


def step(state: State, key: int) -> int:
    """Decide one request; called once for each, in order. You keep your own book of what is cached.

    returns -1       on a hit; on a miss while there is room: the key is stored
            victim   on a miss in a full cache: this cached key goes, `key` is stored in its place
            -2       on a miss: leave the cache as it is and do not store `key`

    Everything else is illegal. The referee keeps the cache, so numbers you write down elsewhere
    count for nothing. Score: the hit ratio, 0 at LRU's and 1 at what nobody can beat who does not
    see the future.

        keys      3   5   3   8   5        capacity 2
        an LRU   -1  -1  -1   5   3        8 evicts 5, then 5 evicts 3

    Small traces run this as plain Python, so `print` and a debugger work. Full size is compiled
    with numba if it compiles: helper functions you call need `@njit`, `step` itself does not.
    """
    raise NotImplementedError
