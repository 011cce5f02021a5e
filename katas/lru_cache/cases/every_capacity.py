"""Cases of the level every-capacity: traces whose keys come back after all kinds of distances."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng, Workload
from katas import traces

from .names import INT64, alike, ends

__all__ = [
    "capacity_example",
    "empty_trace",
    "all_different",
    "one_key",
    "loops",
    "there_and_back",
    "chatter_in_between",
    "around_powers_of_two",
    "far_apart_keys",
    "random_requests",
    "drifting_requests",
    "names_alike",
    "a_single_request",
    "first_and_last",
    "names_of_before",
]
DEPTH = ("one_key_for_ever", "three_by_turns", "back_after_all_others")
MANY = 70_000
"""More than 2**16."""


def _trace(rng: Rng, numbers: np.ndarray | list[int]) -> Case:
    """The requests with the keys renamed, all over int64."""
    return {"keys": traces.scattered(rng, np.array(numbers, np.int64))}


def capacity_example(rng: Rng) -> Case:
    """The example of the starter, with other names for the three keys."""
    return _trace(rng, [7, 8, 8, 7, 9, 7, 8])


def empty_trace(rng: Rng) -> Case:
    """No request: one capacity, 0, and no hit."""
    return _trace(rng, [])


def all_different(rng: Rng) -> Case:
    """Nothing comes twice, so nothing hits at any capacity."""
    return _trace(rng, np.arange(int(rng.integers(1, 100))))


def one_key(rng: Rng) -> Case:
    """One key all the time: one place is enough."""
    return _trace(rng, np.zeros(int(rng.integers(1, 100)), np.int64))


def loops(rng: Rng) -> Case:
    """A loop hits all or nothing; then a shorter one, and the longer one again."""
    long, short = int(rng.integers(10, 40)), int(rng.integers(2, 9))
    parts = [np.tile(np.arange(long), 4), np.tile(np.arange(short), 5), np.arange(long)]
    return _trace(rng, np.concatenate(parts))


def there_and_back(rng: Rng) -> Case:
    """Keys in order, then in reverse: every distance occurs; some of them stutter."""
    there = np.arange(int(rng.integers(10, 60)))
    stuttered = np.repeat(there, rng.integers(1, 4, len(there)))
    return _trace(rng, np.concatenate([stuttered, stuttered[::-1], there]))


def chatter_in_between(rng: Rng) -> Case:
    """Between two requests of a key, two others come a hundred times: they take two places."""
    start = rng.permutation(np.arange(2, 12))
    chatter = rng.integers(0, 2, int(rng.integers(80, 120)))
    return _trace(rng, np.concatenate([start, chatter, rng.permutation(start)]))


def around_powers_of_two(rng: Rng) -> Case:
    """Lengths and distances just below, at and above 64, 512 and 4096, where bits fill words."""
    border = int(rng.choice([64, 512, 4096]))
    length = border + int(rng.integers(-1, 2))
    start, back = np.arange(length), rng.integers(0, length, 60)
    return _trace(
        rng, np.concatenate([start, back, start[:70], start[-70:], [length - border // 2]])
    )


def far_apart_keys(rng: Rng) -> Case:
    """Both ends of int64, 0 and -1, neighbours that are one float, keys with equal lower halves."""
    big, small = int(rng.integers(2**60, 2**61)), int(rng.integers(1, 2**30))
    names = [0, -1, 1, INT64.min, INT64.min + 1, INT64.max, INT64.max - 1, big, big + 1, -big]
    names += [small, small + 2**32, small - 2**32, small + 2**40, small + 2**16]
    first = rng.permutation(np.array(names, np.int64))
    return {"keys": np.concatenate([first, first, rng.choice(first, 100)])}


def random_requests(rng: Rng) -> Case:
    """Some hundred requests of the usual kind."""
    return _trace(rng, traces.zipf_ranks(rng, 700, 150))


def drifting_requests(rng: Rng) -> Case:
    """Six thousand requests whose popular keys change."""
    return _trace(rng, traces.drifting_keys(rng, 6_000, 400, every=1_500))


def names_alike(rng: Rng) -> Case:
    """Keys that masks, floats, signs, hashes and folded halves would take for one another."""
    keys = rng.permutation(np.concatenate([alike(rng), ends(rng)]))
    return {"keys": np.concatenate([keys, keys[::-1], keys[rng.integers(0, len(keys), 60)]])}


def a_single_request(rng: Rng) -> Case:
    """One request, which misses at every capacity; its key may be 0."""
    return {"keys": np.array([int(rng.choice([0, -1, INT64.min]))])}


def first_and_last(rng: Rng) -> Case:
    """The first key comes again as the very last, and needs all the places there are."""
    count = int(rng.integers(2, 40))
    return _trace(rng, [*range(count), 0])


def names_of_before(rng: Rng) -> Case:
    """Keys that other traces had too are new in this one: late, once each, and then again."""
    names = np.array([0, -1, INT64.min, INT64.max])
    return {"keys": np.concatenate([_trace(rng, np.zeros(200))["keys"], names, names[::-1]])}


def one_key_for_ever(rng: Rng) -> Case:
    """One key more than 2^16 times, and then two that came before it."""
    return _trace(rng, np.concatenate([[1, 2], np.full(MANY, 3), [2, 1, 3, 1]]))


def three_by_turns(rng: Rng) -> Case:
    """Three keys by turns, more than 2^16 requests that need three places; then one from before."""
    turns = np.tile([3, 4, 5], MANY // 3 + 1)
    return _trace(rng, np.concatenate([[1], turns, [1, 5]]))


def back_after_all_others(rng: Rng) -> Case:
    """More than 2^16 different keys, and then some of the first and of all of them."""
    back = np.concatenate([rng.permutation(8), rng.integers(0, MANY, 12), [MANY - 1, MANY - 1, 0]])
    return _trace(rng, np.concatenate([np.arange(MANY), back]))


def _make_million(rng: Rng) -> Case:
    """A million requests, Zipf over a million keys: some 217,000 different ones."""
    return _trace(rng, traces.zipf_ranks(rng, 1_000_000, 1_000_000))


WORKLOADS = {"million": Workload(_make_million, lambda case: len(case["keys"]), "requests")}
