"""Traces for the level origin-policy: who asks an origin that cannot answer everybody."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng
from katas import traces

from .ends_policy import (
    begun_before_the_news,
    broken_for_long,
    broken_ones_occupy,
    everything_warm,
    fresh_for_ever,
    fresh_for_long,
    largest_of_all,
    many_fetches,
    many_keys,
    many_under_way_at_once,
    never_over,
    news_again,
    odd_batches,
    one_ms_each,
    over_after_a_while,
    two_policies,
)
from .policies import BREAKS, NOBODY, REPAIRED, SECONDS, case_of, of_requests

__all__ = [
    "one_key",
    "one_connection",
    "nothing_cached",
    "all_expire_at_once",
    "quiet_hours",
    "failed_fetch_is_over",
    "small_zipf",
    "news_again",
    "two_policies",
    "odd_batches",
    "largest_of_all",
    "everything_warm",
    "one_ms_each",
    "never_over",
    "over_after_a_while",
    "fresh_for_ever",
    "fresh_for_long",
    "begun_before_the_news",
    "broken_ones_occupy",
]
_DEEP = (many_under_way_at_once, many_keys, many_fetches, broken_for_long)
DEPTH = tuple(each.__name__ for each in _DEEP)


def one_key(rng: Rng) -> Case:
    """One warm key, asked for every millisecond."""
    return case_of(rng, np.zeros(120, np.int64), 1, 1, 1, int(rng.integers(5, 9)), 20)


def one_connection(rng: Rng) -> Case:
    """The origin answers one fetch at a time, and nothing is there.

    Key 1 comes while key 0 is fetched; a fetch of it would be refused, and still be under way when
    key 2 comes.
    """
    first = [0, 0, 0, 1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 2]
    return case_of(rng, np.concatenate([first, rng.integers(0, 5, 200)]), 5, 0, 1, 7, 60)


def nothing_cached(rng: Rng) -> Case:
    """Each key comes for the first time; half of them in a row, at once."""
    keys = np.concatenate([np.arange(20), np.repeat(np.arange(20, 30), 3), rng.integers(0, 30, 60)])
    return case_of(rng, keys, 30, 0, 3, 10, 50)


def all_expire_at_once(rng: Rng) -> Case:
    """Everything is fresh until the same millisecond."""
    return case_of(rng, rng.integers(0, 12, 300), 12, 12, 2, 10, int(rng.integers(30, 60)))


def quiet_hours(rng: Rng) -> Case:
    """Nobody asks for a while, and time passes all the same."""
    keys = np.full(260, NOBODY)
    asked = np.concatenate([rng.permutation(30)[:12], 200 + rng.permutation(60)[:40]])
    keys[asked] = rng.integers(0, 4, len(asked))
    return case_of(rng, keys, 4, 2, 1, 8, 40)


def failed_fetch_is_over(rng: Rng) -> Case:
    """The origin breaks; keys without a value are asked for again long after a fetch has failed."""
    keys = np.full(200, NOBODY)
    keys[0:10] = np.arange(10) % 5
    keys[10] = BREAKS
    keys[11:60] = rng.integers(0, 10, 49)
    keys[90] = REPAIRED
    keys[91:] = rng.integers(0, 10, 109)
    return case_of(rng, keys, 10, 3, 2, 9, 30)


def small_zipf(rng: Rng) -> Case:
    """More than one chunk of the usual kind; some keys are new."""
    return case_of(rng, traces.zipf_ranks(rng, 900, 60), 60, 40, 2, 15, 120)


def _same_minute(rng: Rng) -> Case:
    """A mass warm-up: 2,000 values of one age, a third of the fetches that they would need."""
    keys = traces.zipf_ranks(rng, 120 * SECONDS, 2_000)
    return case_of(rng, keys, 2_000, 2_000, capacity=8, origin=200, ttl=10_000)


def _cold_shelf(rng: Rng) -> Case:
    """The popular half of the keys is there; new ones come up for two minutes, and are in demand.

    A fifth of the requests goes to 600 keys without a value, each from a time of its own on.
    """
    keys = traces.zipf_ranks(rng, 120 * SECONDS, 1_000)
    count = len(keys)
    new = np.flatnonzero(rng.random(count) < 0.2)
    released = 1 + 599 * new // count
    age = np.minimum(traces.zipf_ranks(rng, len(new), 600), released)
    keys[new] = 1_000 + released - age
    return case_of(rng, keys, 1_600, 1_000, capacity=8, origin=200, ttl=10_000)


def _evening_peak(rng: Rng) -> Case:
    """The rate swings four times between a fifth and one request a millisecond."""
    keys = traces.zipf_ranks(rng, 120 * SECONDS, 1_500)
    turn = np.linspace(0.0, 8.0 * np.pi, len(keys), endpoint=False)
    keys[rng.random(len(keys)) > 0.6 - 0.4 * np.cos(turn)] = NOBODY
    return case_of(rng, keys, 1_500, 1_500, capacity=6, origin=200, ttl=10_000)


WORKLOADS = {
    "same_minute": of_requests(_same_minute),
    "cold_shelf": of_requests(_cold_shelf),
    "evening_peak": of_requests(_evening_peak),
}
