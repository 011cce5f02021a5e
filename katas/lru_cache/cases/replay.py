"""Cases of the level replay: traces from no request to a million."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng, Workload
from katas import traces

from .names import INT64, alike, ends

__all__ = [
    "worked_example",
    "capacity_one",
    "never_full",
    "refresh_order",
    "loop_one_too_long",
    "repeats",
    "capacity_zero",
    "negative_capacity",
    "colliding_keys",
    "extreme_keys",
    "no_requests",
    "random_zipf",
    "keys_alike",
    "capacity_alike",
    "all_the_places_there_are",
    "one_request",
    "edge_of_room",
    "least_capacity",
    "nothing_and_negative",
]
DEPTH = ("many_keys_cached", "many_repeats_between", "many_evictions")
MANY = 70_000
"""More than 2**16."""


def _replay(keys: np.ndarray | list[int], capacity: int) -> Case:
    return {"keys": np.array(keys, np.int64), "capacity": int(capacity)}


def _distinct(rng: Rng, count: int) -> np.ndarray:
    """Different keys, scattered over all of int64."""
    return traces.scattered(rng, np.arange(count))


def worked_example(rng: Rng) -> Case:
    """The example of the starter, with other names for the three keys."""
    a, b, c = _distinct(rng, 3)
    return _replay([a, b, a, c, a, b], 2)


def capacity_one(rng: Rng) -> Case:
    """Only a key asked for twice in a row hits."""
    return _replay(_distinct(rng, 4)[rng.integers(0, 4, 80)], 1)


def never_full(rng: Rng) -> Case:
    """More places than keys: everything but first requests hits."""
    keys = _distinct(rng, 40)
    return _replay(
        np.concatenate([keys, keys[rng.integers(0, 40, 160)]]), int(rng.integers(40, 1000))
    )


def refresh_order(rng: Rng) -> Case:
    """The residents are asked for again in another order, then one newcomer comes, then they
    return.

    The key that came first is not the one refreshed first, so a policy that goes by arrival, or by
    one bit a key, drops the wrong one.
    """
    keys = _distinct(rng, 9)
    residents, newcomer = keys[:8], keys[8]
    refreshed = np.concatenate([residents[1:][rng.permutation(7)], residents[:1]])
    return _replay(np.concatenate([residents, refreshed, [newcomer], refreshed[::-1]]), 8)


def loop_one_too_long(rng: Rng) -> Case:
    """A loop over one key more than the cache holds never hits; then one that just fits always
    does.
    """
    capacity = int(rng.integers(3, 12))
    keys = _distinct(rng, capacity + 1)
    return _replay(np.concatenate([np.tile(keys, 5), np.tile(keys[:-1], 5)]), capacity)


def repeats(rng: Rng) -> Case:
    """The same key many times over, then another: repeats take no place."""
    keys = np.repeat(_distinct(rng, 12)[rng.integers(0, 12, 40)], rng.integers(1, 8, 40))
    return _replay(keys, 5)


def capacity_zero(rng: Rng) -> Case:
    """A cache with no place answers nothing."""
    return _replay(np.repeat(_distinct(rng, 5), 4), 0)


def negative_capacity(rng: Rng) -> Case:
    """ValueError, and no mark, for the negative number that is nearest to none."""
    return _replay(np.repeat(_distinct(rng, 3), 2), -1)


def colliding_keys(rng: Rng) -> Case:
    """Keys that agree in their lowest 16, 24 or 40 bits: a table that masks them puts them in one
    place.
    """
    step = 2 ** int(rng.choice([16, 24, 40]))
    keys = int(rng.integers(1, 4000)) + step * np.arange(24)
    order = np.concatenate([np.arange(24), rng.integers(0, 24, 300)])
    return _replay(keys[order], 12)


def extreme_keys(rng: Rng) -> Case:
    """Both ends of int64, 0 and -1, neighbours that are one float, keys with equal lower halves."""
    big = int(rng.integers(2**60, 2**61))
    small = int(rng.integers(1, 2**30))
    pairs = [0, -1, INT64.min, INT64.min + 1, INT64.max, INT64.max - 1, big, big + 1]
    others = [small, small + 2**32, small - 2**32, -2, 1, -big, -big - 1]
    first = np.concatenate([rng.permutation(np.array(part)) for part in (pairs, others)])
    return _replay(np.concatenate([first, first, rng.choice(first, 100)]), 8)


def no_requests(rng: Rng) -> Case:
    """An empty trace."""
    return _replay([], int(rng.integers(0, 4)))


def random_zipf(rng: Rng) -> Case:
    """Some hundred requests of the usual kind."""
    ranks = traces.zipf_ranks(rng, 400, 100)
    return _replay(traces.scattered(rng, ranks), int(rng.integers(8, 24)))


def keys_alike(rng: Rng) -> Case:
    """Keys that masks, floats, signs, hashes and folded halves would take for one another."""
    keys = rng.permutation(np.concatenate([alike(rng), ends(rng)]))
    return _replay(np.concatenate([keys, keys, keys[rng.integers(0, len(keys), 60)]]), len(keys))


def capacity_alike(rng: Rng) -> Case:
    """More places than anybody fills; their number in 8, 16, 31 or 32 bits would be 0 to 3."""
    keys = np.tile(_distinct(rng, 8), 3)
    capacity = 2 ** int(rng.integers(41, 63)) + int(rng.integers(0, 4))
    return _replay(keys, capacity)


def all_the_places_there_are(rng: Rng) -> Case:
    """The largest capacity: one more would overflow."""
    return _replay(np.tile(_distinct(rng, 6), 3), INT64.max)


def one_request(rng: Rng) -> Case:
    """A single request misses, also in a cache of one place, and if other traces had its key."""
    return _replay([int(rng.choice([0, -1, INT64.min]))], 1)


def edge_of_room(rng: Rng) -> Case:
    """The first key comes back as the last that still has its place, the next one a request too
    late.
    """
    count = int(rng.integers(2, 9))
    keys = _distinct(rng, count + 1)
    back = [keys[0], keys[count], keys[1], keys[0], keys[count]]
    return _replay(np.concatenate([keys[:count], back, keys[::-1]]), count)


def least_capacity(rng: Rng) -> Case:
    """The most negative capacity: its lower 8, 16, 32 bits are 0, and it has no opposite."""
    return _replay(np.repeat(_distinct(rng, 3), 2), INT64.min)


def nothing_and_negative(rng: Rng) -> Case:
    """A negative capacity is refused even where nobody asks."""
    return _replay([], int(rng.choice([-1, -(2**32), -(2**31) - 1])))


def many_keys_cached(rng: Rng) -> Case:
    """A full cache of more than 2^16 keys: the first ones come back and hit. Newcomers evict those
    that were not asked for again, and only them.
    """
    few = 10
    keys = _distinct(rng, few + MANY + 3)
    firsts, others, newcomers = keys[:few], keys[few:-3], keys[-3:]
    later = [others[1], newcomers[0], others[0], others[2], newcomers[1], others[3], others[-1]]
    again = [*rng.permutation(firsts), *later, *rng.permutation(firsts), *newcomers]
    return _replay(np.append(keys[:-3], again), few + MANY)


def many_repeats_between(rng: Rng) -> Case:
    """Two keys wait while a third is asked for more than 2^16 times, and again while a fourth is:
    the order of their last uses still counts.
    """
    a, b, c, d, e = _distinct(rng, 5)
    before, after = np.full(MANY, c), np.full(MANY, d)
    return _replay(np.concatenate([[a, b], before, [a, d, c], after, [a, c, b, d, e, c, a, d]]), 3)


def many_evictions(rng: Rng) -> Case:
    """More than 2^16 keys come and go while one is asked for again and again; then three take turns
    in two places. Those that went first come back, and miss.
    """
    keys = _distinct(rng, MANY + 3)
    kept, two, passing = keys[0], keys[1:3], keys[3:]
    between = np.stack([np.full(MANY, kept), passing], axis=1).reshape(-1)
    turns = np.tile([kept, *two], MANY // 3 + 1)
    back = [kept, *passing[:4], kept, *passing[3:5], *two, *two]
    return _replay(np.concatenate([between, turns, back]), 2)


def _workload(capacity: int) -> Workload:
    """A million requests to a million keys. Drawing them afresh takes as long as one replay, so
    `vary` is `make`.
    """

    def make(rng: Rng) -> Case:
        ranks = traces.zipf_ranks(rng, 1_000_000, 1_000_000)
        return {"keys": traces.scattered(rng, ranks), "capacity": capacity}

    return Workload(make, lambda case: len(case["keys"]), "requests")


WORKLOADS = {"small_cache": _workload(10_000), "large_cache": _workload(100_000)}
