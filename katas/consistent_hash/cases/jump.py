"""Cases of the bonus level jump."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng, Workload

from .fleets import MANY, alike_keys, any_keys, key_count, some_again

__all__ = [
    "jump_example",
    "single_bucket",
    "many_buckets",
    "largest_keys",
    "no_jumps",
    "random_jumps",
    "jumps_of_alike_keys",
    "lands_on_the_end",
    "lands_far_out",
    "few_buckets",
    "rounded_down",
    "one_jump",
]
DEPTH = ("many_jumps",)
FACTOR = 2862933555777941757


def _case(keys: np.ndarray, buckets: int) -> Case:
    return {"keys": np.ascontiguousarray(keys, np.uint64), "buckets": buckets}


def jump_example(rng: Rng) -> Case:
    """The example of the starter, and some more keys."""
    return _case(np.concatenate([np.arange(1, 7, dtype=np.uint64), any_keys(rng, 50)]), 10)


def single_bucket(rng: Rng) -> Case:
    """Everything is in bucket 1."""
    return _case(any_keys(rng, 30), 1)


def many_buckets(rng: Rng) -> Case:
    """Two billion buckets: every bit of the division counts."""
    return _case(any_keys(rng, 500), 2**31 - 1 - int(rng.integers(0, 100)))


def largest_keys(rng: Rng) -> Case:
    """Keys from both ends of 64 bits and around 2**63."""
    ends = np.arange(40, dtype=np.uint64)
    middle = np.uint64(2**63 - 20) + ends
    return _case(np.concatenate([ends, middle, ~ends]), int(rng.integers(50, 5000)))


def no_jumps(rng: Rng) -> Case:
    """Nothing is asked."""
    return _case(any_keys(rng, 0), 7)


def random_jumps(rng: Rng) -> Case:
    """Any keys, any number of buckets."""
    return _case(any_keys(rng, 400), int(rng.integers(2, 3000)))


def jumps_of_alike_keys(rng: Rng) -> Case:
    """Keys that agree in all bits but one, both ends, and some of them again; the most buckets."""
    return _case(alike_keys(rng), 2**31 - 1)


def lands_on_the_end(rng: Rng) -> Case:
    """As many buckets as some key jumps over: that jump goes past the last one, and the next number
    of buckets would let it in.
    """
    keys = any_keys(rng, 60)
    first = 2.0**31 / (((keys * np.uint64(FACTOR) + np.uint64(1)) >> np.uint64(33)) + np.uint64(1))
    jumps = first.astype(np.int64)
    buckets = int(rng.choice(jumps[(jumps > 1) & (jumps < 2**31)]))
    return _case(keys, buckets + int(rng.integers(0, 2)))


def lands_far_out(rng: Rng) -> Case:
    """As many buckets as a jump over more than 2^24: an odd number that half a float rounds up."""
    divisors = np.arange(3, 120)
    jumps = 2**31 // divisors
    divisor = int(rng.choice(divisors[(jumps % 2 == 1) & (jumps.astype(np.float32) > jumps)]))
    low = rng.integers(0, 2**33, 20, np.uint64)
    state = np.uint64(divisor - 1) << np.uint64(33) | low
    keys = (state - np.uint64(1)) * np.uint64(pow(FACTOR, -1, 2**64))
    return _case(np.append(keys, any_keys(rng, 20)), 2**31 // divisor)


def few_buckets(rng: Rng) -> Case:
    """Two buckets or three: the first and the last are everybody's."""
    return _case(any_keys(rng, 60), int(rng.integers(2, 4)))


def rounded_down(rng: Rng) -> Case:
    """Jumps that come out even, and as floats a very little less, so that they fall one bucket
    short: (b + 1) * (2^31 / d) with b + 1 = 49 and d = 49 * 2^a. There are as many buckets as the
    even jump would go past.
    """
    power = int(rng.integers(4, 20))
    low = rng.integers(0, 2**33, 40_000, np.uint64)
    second = np.uint64(49 * 2**power - 1) << np.uint64(33) | low
    inverse = np.uint64(pow(FACTOR, -1, 2**64))
    first = (second - np.uint64(1)) * inverse
    fits = np.floor(2.0**31 / ((first >> np.uint64(33)) + np.uint64(1))) == 48
    keys = (first[fits] - np.uint64(1)) * inverse
    return _case(np.concatenate([keys[:20], any_keys(rng, 5)]), 2 ** (31 - power))


def one_jump(rng: Rng) -> Case:
    """One key."""
    return _case(any_keys(rng, 1), int(rng.integers(1, 100)))


def many_jumps(rng: Rng) -> Case:
    """66,000 keys."""
    return _case(any_keys(rng, MANY), int(rng.integers(10, 100)))


def _workload(buckets: int) -> Workload:
    """A million keys."""
    return Workload(lambda rng: _case(some_again(rng, 1_000_000), buckets), key_count, "keys")


WORKLOADS: dict[str, Workload] = {
    "jump_hundred": _workload(100),
    "jump_thousand": _workload(1_000),
}
