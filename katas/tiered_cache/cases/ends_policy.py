"""Traces at the ends of what the contract allows, and long ones, for a policy."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng

from .policies import BREAKS, NOBODY, REPAIRED, of_batches

LAST_MS, SEED_MAX, SIZE_MAX = 2**60, 2**32 - 1, 1_000_000
MANY = 70_000
"""More than 2^16."""


def two_policies(rng: Rng) -> Case:
    """Another policy is alive and sees each batch first; what it knows is not this one's."""
    keys = rng.integers(0, 5, 150)
    keys[1 + rng.permutation(149)[:6]] = [BREAKS, REPAIRED, BREAKS, REPAIRED, NOBODY, NOBODY]
    keys[0] = 4  # cold: the other one fetches it, and this one must as well
    batches = [part.tolist() for part in np.split(keys, [1, 30, 70, 71, 120])]
    return of_batches(batches, alive=2, n_warm=2, seed=int(rng.integers(0, 99)))


def odd_batches(rng: Rng) -> Case:
    """Nothing for a while, a millisecond at a time, and the first and last key by turns."""
    keys = np.where(rng.random(60) < 0.5, 0, 4).tolist()
    return of_batches([[], keys[:1], [], keys[1:2], keys[2:40], [keys[40]], keys[41:]], seed=1)


def largest_of_all(rng: Rng) -> Case:
    """The most keys, some of which end in the same bits: half of each pair is warm; and an origin
    that takes as many fetches as there are keys.
    """
    one = int(rng.integers(1, 200))
    alike = [one, one + 2**8, one + 2**12, one + 2**15, one + 2**16, one + 2**19, SIZE_MAX - 1, 0]
    keys = [*alike, *rng.permutation(alike).tolist(), *np.repeat(alike[::-1], 2).tolist()]
    warm = int(rng.choice(alike[1:5]))
    sizes = {"n_keys": SIZE_MAX, "n_warm": warm, "origin_capacity": SIZE_MAX}
    return of_batches([keys], **sizes, seed=SEED_MAX)


def everything_warm(rng: Rng) -> Case:
    """The most keys, and all of them have a value."""
    keys = rng.integers(0, SIZE_MAX, 30)
    keys[[3, 9]] = 0, SIZE_MAX - 1
    sizes = {"n_keys": SIZE_MAX, "n_warm": SIZE_MAX}
    return of_batches([[*keys.tolist(), *keys.tolist()]], **sizes, seed=2**31 + 1)


def one_ms_each(rng: Rng) -> Case:
    """A fetch takes a millisecond and the value lives no time at all; one of two keys is warm."""
    keys = [0, 1, 1, 0, *rng.integers(0, 2, 40).tolist()]
    return of_batches([keys], n_keys=2, n_warm=1, origin_ms=1, ttl_ms=int(rng.integers(0, 2)))


def never_over(rng: Rng) -> Case:
    """A fetch takes for ever, and it occupies the origin."""
    keys = [*rng.permutation(5).tolist(), *rng.integers(0, 5, 60).tolist()]
    return of_batches([keys], n_warm=2, origin_capacity=2, origin_ms=LAST_MS, ttl_ms=0)


def over_after_a_while(rng: Rng) -> Case:
    """The same, for a time whose lowest 8, 16, 31 and 32 bits are a handful of milliseconds."""
    keys = [*rng.permutation(5).tolist(), *rng.integers(0, 5, 60).tolist()]
    took = 2**54 + 2 * int(rng.integers(1, 4)) + 1
    return of_batches([keys], n_warm=2, origin_capacity=3, origin_ms=took, ttl_ms=1)


def fresh_for_ever(rng: Rng) -> Case:
    """Values live as long as there is time."""
    return _fresh_for(rng, LAST_MS)


def fresh_for_long(rng: Rng) -> Case:
    """Values live longer than 53 bits hold."""
    return _fresh_for(rng, 2**54 + 2 * int(rng.integers(1, 4)) + 1)


def _fresh_for(rng: Rng, ttl_ms: int) -> Case:
    keys = [*rng.permutation(5).tolist(), *rng.integers(0, 5, 60).tolist()]
    return of_batches([keys], n_warm=1, origin_capacity=2, ttl_ms=ttl_ms)


def news_again(rng: Rng) -> Case:
    """News that are none: repaired when it was not broken, broken when it is, and so on. After each
    everybody is asked for, first some keys, then others.
    """
    some, others = np.split(rng.permutation(10), 2)
    first, then = ([*keys.tolist(), *keys.tolist()] for keys in (some, others))
    keys = [REPAIRED, *first, BREAKS, BREAKS, *first, REPAIRED, REPAIRED, *first]
    keys += [BREAKS, *then, BREAKS, *then, BREAKS, *then, REPAIRED, *then, *first]
    build = {"n_keys": 10, "n_warm": 1, "origin_capacity": 2, "origin_ms": 3, "ttl_ms": 4}
    return of_batches([keys], **build)


def begun_before_the_news(rng: Rng) -> Case:
    """A fetch that begins before the origin breaks brings a value; one that begins just before the
    repair does not, though it is over after it.
    """
    one, two = rng.permutation(5)[:2].tolist()
    quiet = [NOBODY] * int(rng.integers(1, 4))
    keys = [one, *quiet, BREAKS, two, NOBODY, REPAIRED, one, one, two, two, *quiet, two, one, two]
    keys += [two] * 12 + [one] * 12
    return of_batches([keys], origin_capacity=3, origin_ms=7, ttl_ms=9)


def broken_ones_occupy(rng: Rng) -> Case:
    """A fetch of a broken origin occupies it after the repair as well, for as long as it takes."""
    one, two = rng.permutation(5)[:2].tolist()
    quiet = [NOBODY] * int(rng.integers(1, 3))
    keys = [BREAKS, one, *quiet, REPAIRED, two, two, *quiet, *[two] * 20, *[one] * 20]
    return of_batches([keys], origin_capacity=1, origin_ms=8, ttl_ms=9)


def many_keys(rng: Rng) -> Case:
    """More than 2^16 keys, once each; then warm ones that nobody asked for yet, and cold ones whose
    numbers end in the same 16 bits; and then the first ones again.
    """
    keys = rng.permutation(MANY) + 20
    back = [*range(8), *(2**16 + np.arange(20, 28)).tolist(), 2**17, *keys[:9].tolist()]
    build = {"n_keys": 2**17 + 9, "n_warm": 2**15, "origin_capacity": 3, "origin_ms": 9}
    parts = np.split(keys, range(8_192, MANY, 8_192))
    return of_batches([*(part.tolist() for part in parts), back, back], **build, ttl_ms=MANY)


def many_fetches(rng: Rng) -> Case:
    """A key is asked for in each millisecond, for longer than 2^16; each time it is stale."""
    keys = rng.integers(0, 3, MANY)
    keys[:100] = 0
    back = rng.integers(0, 5, 40).tolist()
    build = {"n_warm": 1, "origin_capacity": 2, "origin_ms": 1, "ttl_ms": 0}
    return of_batches([part.tolist() for part in np.split(keys, 7)] + [back], **build)


def many_under_way_at_once(rng: Rng) -> Case:
    """More than 2^16 fetches are under way at once, and the first of them are asked for."""
    keys = rng.permutation(MANY)
    batches = [keys.tolist(), [*keys[:9].tolist(), NOBODY, NOBODY, *keys[:9].tolist()]]
    build = {"n_keys": MANY, "origin_capacity": SIZE_MAX, "origin_ms": MANY + 10}
    return of_batches(batches, **build)


def broken_for_long(rng: Rng) -> Case:
    """The origin is broken for more than 2^16 ms, in which somebody asks now and then."""
    keys = np.full(MANY, NOBODY)
    asked = rng.permutation(MANY)[:900]
    keys[asked] = rng.integers(0, 50, 900)
    keys[50] = BREAKS
    after = [*range(50), REPAIRED, *range(50), *rng.integers(0, 50, 60).tolist()]
    build = {"n_keys": 50, "n_warm": 10, "origin_capacity": 2, "origin_ms": 3}
    return of_batches([part.tolist() for part in np.split(keys, 7)] + [after], **build)
