"""lru-cache: an exact LRU cache (levels replay, lru, every-capacity), then a better policy (levels
policy, scan-flood).

What still raises NotImplementedError counts as not started. Arrays that you read are read-only,
arrays that you fill arrive zeroed, and only `step` returns something. Numba is welcome; leave its
signatures out (`@njit`, not `@njit("void(int64[:], ...)")`): they do not match read-only arrays.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

GET, PUT, DELETE, PEEK = range(4)


def replay(keys: np.ndarray, capacity: int, hit: np.ndarray) -> None:
    """Which requests does a least-recently-used cache answer?

    keys      int64[n]   the key of each request, in order: any int64, negative ones and 0 too
    capacity  int        how many keys the cache holds: any int64, be it 0 or far more than n
    hit       uint8[n]   to fill: 1 where the key was in the cache when asked for, else leave 0

    Every request loads its key: a hit makes it the most recently used, a miss stores it, and where
    the cache was full, the least recently used key goes first. With capacity 0 everything misses. A
    negative capacity raises ValueError and marks nothing. n is 0 to 1,000,000.

        keys      7  8  7  9  7  8        capacity 2
        hit       0  0  1  0  1  0
        9 finds the cache full and evicts 8, because 7 was used after it: 7 hits again, 8 does not.
    """
    raise NotImplementedError


class Batch(NamedTuple):
    """Operations in the order in which they happen. Keys and values are any int64."""

    op: np.ndarray  # uint8[n]: GET, PUT, DELETE or PEEK
    key: np.ndarray  # int64[n]
    value: np.ndarray  # int64[n]: what PUT stores, 0 for the others


class LRU:
    """A cache of at most `capacity` keys, 0 to 1,000,000. Several caches may be alive at once.

    For every operation, `found` is 1 if its key was cached just before it, else 0.

        get     if found: answer = value, and the key is the most recently used now
        put     stores the value and makes the key the most recently used, also if it had this very
                value; a key that is new to a full cache evicts the least recently used one, an
                update evicts nobody
        delete  if found: the key is gone and its place is free at once
        peek    like get, but leaves the order of use as it is

    Where get and peek find nothing, and for put and delete, `answer` stays 0.

    >>> cache = LRU(2)
    >>> op = np.array([PUT, PUT, GET, PUT, GET, PEEK, DELETE, PUT, GET, GET], np.uint8)
    >>> key = np.array([7, 8, 7, 9, 8, 7, 9, 8, 7, 9])
    >>> value = np.array([70, 80, 0, 90, 0, 0, 0, 81, 0, 0])
    >>> found, answer = np.zeros(10, np.uint8), np.zeros(10, np.int64)
    >>> cache.apply(Batch(op, key, value), found, answer)
    >>> found.tolist(), answer.tolist()
    ([0, 0, 1, 0, 0, 1, 1, 0, 1, 0], [0, 0, 70, 0, 0, 70, 0, 0, 70, 0])
    """

    def __init__(self, capacity: int) -> None:
        raise NotImplementedError

    def apply(self, batch: Batch, found: np.ndarray, answer: np.ndarray) -> None:
        """Play a batch and fill `found`, uint8[n], and `answer`, int64[n].

        Called for one batch after the other on the same object, 1 to 100 of them, n from 0 to
        1,000,000. Replace it when you want to see more than one operation at a time.
        """
        for i, (op, key, value) in enumerate(zip(*(x.tolist() for x in batch), strict=True)):
            if op == GET:
                found[i], answer[i] = self.get(key)
            elif op == PUT:
                found[i] = self.put(key, value)
            elif op == DELETE:
                found[i] = self.delete(key)
            else:
                found[i], answer[i] = self.peek(key)

    def get(self, key: int) -> tuple[bool, int]:
        """Found, and the value or 0."""
        raise NotImplementedError

    def put(self, key: int, value: int) -> bool:
        """Found."""
        raise NotImplementedError

    def delete(self, key: int) -> bool:
        """Found."""
        raise NotImplementedError

    def peek(self, key: int) -> tuple[bool, int]:
        """Found, and the value or 0."""
        raise NotImplementedError


def hits_by_capacity(keys: np.ndarray, hits: np.ndarray) -> None:
    """How often would caches of 0, 1, 2, ... n places hit, each replaying the whole trace?

    keys      int64[n]    the key of each request, any int64; n is 0 to 1,000,000
    hits      int64[n+1]  to fill: hits[c] is the number of ones that `replay` marks with capacity c

    Replaying n + 1 times is hopeless at a million requests; all numbers come out of one pass.

    >>> hits = np.zeros(8, np.int64)
    >>> hits_by_capacity(np.array([7, 8, 8, 7, 9, 7, 8]), hits)
    >>> hits.tolist()
    [0, 1, 3, 4, 4, 4, 4, 4]

    The second 8 needs one place to hit; both later 7s need two, for one other key came in between;
    the last 8 needs three.
    """
    raise NotImplementedError


State = tuple[np.ndarray, ...]


def init(capacity: int, n_keys: int, seed: int) -> State:
    """What your policy remembers, as a tuple of numpy arrays, for `step` to change in place.

    capacity  1 to 100,000 places, maybe more than there are keys
    n_keys    1 to 100,000: the keys of the trace are 0 .. n_keys-1, and some may never come
    seed      0 to 2**31 - 1; draw lots from it only

    The same seed and requests must give the same decisions, and other caches may be alive: keep
    nothing outside the state. A trace has 0 to 1,000,000 requests.
    """
    raise NotImplementedError


def step(state: State, key: int) -> int:
    """Decide one request; called once for each, in order. You keep your own book of what is cached.

    returns -1       on a hit; on a miss while there is room: the key is stored
            victim   on a miss in a full cache: this cached key goes, `key` is stored in its place
            -2       on a miss: leave the cache as it is and do not store `key`

    Everything else is illegal. The referee keeps the cache, so numbers you write down elsewhere
    count for nothing. Score: the hit ratio, 0 at LRU's and 1 at Belady's, which sees the future. At
    scan-flood it is the hit ratio from the beginning of the trouble on.

        keys      3   5   3   8   5        capacity 2
        an LRU   -1  -1  -1   5   3        8 evicts 5, then 5 evicts 3

    Small traces run this as plain Python, so `print` and a debugger work. Full size is compiled
    with numba if it compiles: helper functions you call need `@njit`, `step` itself does not.
    """
    raise NotImplementedError
