"""tiered-cache: edge caches before a regional one before an origin (levels two-tiers, expiry,
coalescing), then a policy that spares the origin (levels origin-policy, feedback-loop).

What still raises NotImplementedError counts as not started. Arrays that you read are read-only,
arrays that you fill arrive zeroed, and only `step` returns something. Numba is welcome; leave its
signatures out (`@njit`, not `@njit("void(int64[:], ...)")`): they do not match read-only arrays.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

EDGE, REGIONAL, ORIGIN, JOINED, FAILED, WRITTEN = range(1, 7)  # outcomes
GET, WRITE = range(2)  # operations
SERVE, FETCH, WAIT, REFRESH, REJECT = range(1, 6)  # actions
NOBODY, BREAKS, REPAIRED = -1, -2, -3  # what comes instead of a key


def two_tiers(
    node: np.ndarray,
    key: np.ndarray,
    n_nodes: int,
    n_keys: int,
    edge_capacity: int,
    regional_capacity: int,
    outcome: np.ndarray,
) -> None:
    """Which tier answers each request?

    node               int16[n]  where it arrives, 0 .. n_nodes-1; each has an edge
    key                int32[n]  what it asks for, 0 .. n_keys-1
    n_nodes            int       1 .. 64
    n_keys             int       1 .. 1,000,000; and so many requests at most
    edge_capacity      int       keys that each edge holds, to 1,000,000; 0: there are no edges
    regional_capacity  int       keys that the one regional tier holds; 0: there is none
    outcome            uint8[n]  to fill: EDGE 1, REGIONAL 2, ORIGIN 3

    Every tier keeps the keys used last (LRU). The node's edge is asked first; what it has is used
    there, and nothing else happens. What it has not is asked of the regional tier, and what that
    has not comes from the origin. Whoever was asked in vain stores the key (the edge, and the
    regional tier), as the one used last; a full tier first drops the key used longest ago. A
    negative capacity (any of int64) raises ValueError and answers nothing.

    >>> outcome = np.zeros(7, np.uint8)
    >>> node = np.array([0, 0, 1, 0, 0, 0, 1], np.int16)
    >>> key = np.array([7, 8, 7, 9, 7, 8, 7], np.int32)
    >>> two_tiers(node, key, 2, 10, 2, 3, outcome)
    >>> outcome.tolist()
    [3, 3, 2, 3, 2, 2, 1]

    At node 0, key 9 drops 7, and 7 drops 8: both come back from the regional tier.
    """
    raise NotImplementedError


class Events(NamedTuple):
    """What happens, in order: t_us never falls, and of equal times the writes come first."""

    t_us: np.ndarray  # int64[n], 0 .. 2^60; n is at most 1,000,000
    node: np.ndarray  # int16[n], 0 .. n_nodes-1
    key: np.ndarray  # int32[n], 0 .. n_keys-1
    op: np.ndarray  # uint8[n], GET or WRITE


class System(NamedTuple):
    """The rules: integers, times 0 .. 2^60 us. At the level expiry the last six are 0."""

    n_nodes: int  # 1 .. 64
    n_keys: int  # 1 .. 200,000
    edge_capacity: int  # copies that each edge holds, to 1,000,000; 0: no edges
    regional_capacity: int  # copies that the regional tier holds, 0: none
    edge_ttl_us: int  # an edge's copy is dead this long after it was filled
    regional_ttl_us: int  # the regional tier's
    edge_us: int  # how long a get takes that the edge answers
    regional_us: int  # that the regional tier answers
    origin_us: int  # that the origin answers
    coalesce: int  # who waits for a fetch under way: 0 nobody, 1 the same node, 2 all
    down_from_us: int  # fetches that begin from here on fail ...
    down_until_us: int  # ... and from here on they do not


def replay(events: Events, system: System, outcome: np.ndarray, done_us: np.ndarray) -> None:
    """Who answers each event, and when?

    outcome  uint8[n]  to fill: EDGE 1, REGIONAL 2, ORIGIN 3, JOINED 4, FAILED 5, WRITTEN 6
    done_us  int64[n]  to fill: when the answer is there

    A tier holds copies, LRU as before. A copy filled at time f is dead from f + ttl on, however
    often it is used. A dead copy answers nothing, but keeps its place and its rank until it is
    dropped like any other or filled again.

    GET at time t, at a node. The first that applies:
      its edge has a live copy    EDGE, done t + edge_us; the copy is the one used last there
      the region has a live copy  REGIONAL, done t + regional_us; used last there. At `done` the
                                  edge is filled
      it may join (see below)     JOINED, done with the fetch, at which this edge is filled too
      else                        ORIGIN, done t + origin_us: a fetch begins. At `done` the regional
                                  tier is filled, and the edges of this node and of all who joined
    Filling a tier stores the copy as the one used last. If the tier has a copy of the key, live or
    dead, the new one replaces it (and is the one used last); else a full tier first drops one.

    WRITE at time t: WRITTEN, done t. All copies of the key, in all tiers, are dead from t on. What
    is under way to a tier (a fetch, a copy from the regional tier) still answers who waits for it,
    but fills nothing: it is older than the write.

    May join: a fetch of the key from the origin is under way (its `done` is later than t), no
    write of the key came after it began, and coalesce is 2, or 1 and this node began it.

    A fetch that begins at a time in [down_from_us, down_until_us) fails: it takes origin_us like
    others and may be joined like others, but who began it and who joined it get FAILED, and it
    fills nothing and deletes nothing.

    What is due at time t (fills) comes before the event at t; fills due at the same time in the
    order in which their gets (for a fetch: the get that began it) came.

    >>> t_us = np.array([0, 40, 100, 110, 130, 131, 150, 231])
    >>> node = np.array([0, 1, 1, 2, 0, 2, 0, 0], np.int16)
    >>> key = np.full(8, 7, np.int32)
    >>> op = np.array([GET, GET, GET, GET, WRITE, GET, GET, GET], np.uint8)
    >>> system = System(3, 10, 20, 50, 1000, 1000, 1, 10, 100, 2, 0, 0)
    >>> outcome, done_us = np.zeros(8, np.uint8), np.zeros(8, np.int64)
    >>> replay(Events(t_us, node, key, op), system, outcome, done_us)
    >>> outcome.tolist()
    [3, 4, 1, 2, 6, 3, 4, 1]
    >>> done_us.tolist()
    [100, 100, 101, 120, 130, 231, 231, 232]
    """
    raise NotImplementedError


State = tuple[np.ndarray, ...]


def init(
    n_keys: int, n_warm: int, origin_capacity: int, origin_ms: int, ttl_ms: int, seed: int
) -> State:
    """What your policy remembers, as a tuple of numpy arrays, for `step` to change in place.

    One cache before one origin, with room for every key. Keys are 0 .. n_keys-1; those below
    `n_warm` got a value at 0 ms, the others have none. Draw lots from `seed` only.

    n_keys and origin_capacity are 1 .. 1,000,000, origin_ms is 1 .. 2^60, ttl_ms 0 .. 2^60, seed
    0 .. 2^32 - 1. Several policies may be alive at once.
    """
    raise NotImplementedError


def step(state: State, key: int) -> int:
    """What to do with a request; called once a millisecond, first at 0 ms. You keep the books.

    key >= 0: somebody asks for it. Return one of
      SERVE    the value that is there                             costs its staleness
      FETCH    begin a fetch, and let the request wait for it      costs origin_ms
      WAIT     for the fetch of this key that began last           costs what is left of it
      REFRESH  SERVE, and begin a fetch in the background          costs the staleness
      REJECT   turn the request away                               costs 10,000 ms
    key < 0: NOBODY -1, nobody asks; BREAKS -2 and REPAIRED -3, news of the origin. Return 0. News
    may come again (BREAKS while it is broken), and then change nothing.

    A fetch is under way for origin_ms and then over. It fails if `origin_capacity` others are under
    way when it begins (failed ones count: they occupy the origin like any other), or if the origin
    is broken then. If it fails, nothing happens to the value that is there, and who waits (FETCH,
    WAIT) pays 10,000 ms on top. If not, its value lands when it is over, before the request of that
    millisecond. A value that landed at v is fresh before v + ttl_ms; later its staleness is
    now - v - ttl_ms, but never counts for more than 10,000 ms. Illegal are other numbers, SERVE and
    REFRESH without a value, WAIT without a fetch of the key under way.

    Score: what a request costs on average, 0 at first come, first served, 1 at a total that nobody
    can go below. At feedback-loop, from 3 * ttl_ms after the last REPAIRED on (60 s at full
    size) no fetch may fail for lack of capacity.

        capacity 1, origin_ms 3, ttl_ms 4, key 0 is warm
        ms        0      1       2      3     4        5      6      7      8
        key       0      1       1      0     0        0     -2      1      1
        action  SERVE  FETCH   REJECT SERVE REFRESH  SERVE    0    REJECT REJECT
        Key 1's fetch is over at 4 and REJECT at 2 was a mistake: WAIT costs 2. At 4 and 5 key 0 is
        stale by 0 and 1 ms. At 7 and 8 its value, landed at 4, would be there for SERVE.
    """
    raise NotImplementedError
