"""Cases of the level keys: transfers alone, most of them with a key."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng

from ..protocol import INT64, INVALID, NOT_ENOUGH, TOO_LARGE, TRANSFER
from . import traffic
from .at_random import random_requests
from .long import many_batches as many_batches
from .long import many_changes as many_changes
from .long import many_keys_of_one as many_keys_of_one
from .long import many_merchants as many_merchants
from .long import many_times_again as many_times_again
from .names import (
    a_millisecond_to_live,
    ages_beyond_bits,
    an_odd_life,
    apart_by_bits,
    every_width_of_money,
    joined_keys,
    nearly_the_same,
    new_again,
    no_time_to_live,
    nobody_there,
    one_account_alone,
    one_by_one,
    the_longest_life,
    two_ledgers,
    unused_fields,
)
from .scripts import Script

__all__ = [
    "keys_example",
    "sent_again",
    "no_key",
    "declined_again",
    "changed_request",
    "two_merchants",
    "invalid_at_first",
    "invalid_later",
    "a_day_later",
    "asked_every_hour",
    "keys_across_batches",
    "odd_keys",
    "keyed_extremes",
    "audited_at_every_prefix",
    "unused_fields",
    "random_keys",
    "joined_keys",
    "nearly_the_same",
    "no_time_to_live",
    "a_millisecond_to_live",
    "the_longest_life",
    "an_odd_life",
    "ages_beyond_bits",
    "new_again",
    "two_ledgers",
    "every_width_of_money",
    "nobody_there",
    "one_account_alone",
    "one_by_one",
    "apart_by_bits",
]
DEPTH = ("many_keys_of_one", "many_merchants", "many_times_again", "many_changes", "many_batches")


def keys_example(rng: Rng) -> Case:
    """A retry, another request with the same key, a refusal, and something else after that."""
    script = Script(rng, [100, 0], unit=1, ttl_ms=1000)
    script.transfer(0, 1, 70, key=1)
    script.transfer(0, 1, 70, key=2, says=NOT_ENOUGH)
    script.wait(500).again(1).again(1, amount=30)
    script.transfer(0, 1, 20, key=3)
    return script.case()


def sent_again(rng: Rng) -> Case:
    """A transfer that went well is asked for again: once, at once, and later."""
    script = Script(rng, [1_000, 0, 0])
    for key in range(1, 5):
        script.transfer(0, 1, 10 * key, key=key)
        for _ in range(int(rng.integers(1, 5))):
            script.wait(int(rng.integers(0, 1_000))).again(key)
    script.again(2).again(1).wait(script.ttl_ms - 10_000).again(4)
    return script.probe(0, 900, 2).again(3).probe(1, 100, 2).case()


def no_key(rng: Rng) -> Case:
    """Key 0 is no key: the same order twice is two orders, for everybody."""
    script = Script(rng, [100, 0, 0])
    for merchant in (1, 2, 1, 1):
        script.transfer(0, 1, 20, merchant=merchant)
    script.transfer(0, 1, 21, says=NOT_ENOUGH)
    script.transfer(1, 0, 5)
    script.transfer(0, 1, 21)
    return script.probe(0, 4, 2).case()


def declined_again(rng: Rng) -> Case:
    """A declined transfer stays declined for its key, even when the money has come."""
    script = Script(rng, [30, 500, 0])
    script.transfer(0, 2, 31, key=1, says=NOT_ENOUGH)
    script.wait(int(rng.integers(0, 500))).again(1).transfer(1, 0, 300, key=2)
    script.again(1).wait(20).again(1)
    script.transfer(0, 2, 31, key=3)
    return script.again(3).again(1).probe(0, 299, 2).case()


def changed_request(rng: Rng) -> Case:
    """A known key with something else in the request is refused, and the original stays."""
    script = Script(rng, [500, 500, 0, 0])
    script.transfer(0, 2, 100, key=1)
    row = script.first[1, 1][0]
    others: list[tuple[str, int]] = [
        ("amount", row["amount"] + 1),
        ("debit", script.account[1]),
        ("credit", script.account[3]),
        ("ref", 1),
        ("timeout_ms", 1),
    ]
    for i in rng.permutation(len(others)).tolist():
        name, value = others[i]
        script.wait(5).again(1, **{name: value})
        if rng.random() < 0.5:
            script.again(1)
    script.again(1, amount=1).again(1)
    return script.probe(0, 400, 3).probe(1, 500, 3).probe(2, 100, 3).case()


def two_merchants(rng: Rng) -> Case:
    """Two merchants use the same keys, for the same order and for different ones."""
    script = Script(rng, [500, 0, 0])
    for merchant in (1, 2, 3):
        script.transfer(0, 1, 50, key=1, merchant=merchant)
        script.transfer(0, 1, 10 * merchant, key=2, merchant=merchant)
    for merchant in (2, 1, 3):
        script.wait(3).again(1, merchant).again(2, merchant)
    return script.probe(0, 290, 2).case()


def invalid_at_first(rng: Rng) -> Case:
    """What was no order at all is not saved: the corrected one may use the same key."""
    script = Script(rng, [500, 0, 0])
    script.transfer(0, 1, int(rng.integers(-9, 1)), key=1, says=INVALID)
    script.transfer(0, 0, 7, key=2, says=INVALID)
    script.transfer(0, int(rng.choice([-1, 3, 2**31 - 1])), 7, key=3, says=INVALID)
    script.transfer(int(rng.choice([-1, 3, -(2**31)])), 1, 7, key=4, says=INVALID)
    for key in rng.permutation(4).tolist():
        script.wait(9).transfer(0, 1, 10 + key, key=1 + key)
    script.again(2).again(4).again(1).again(3)
    return script.probe(0, 454, 2).case()


def invalid_later(rng: Rng) -> Case:
    """A key that is known, with something that is no order: that is said first."""
    script = Script(rng, [500, 0, 0])
    script.transfer(0, 1, 100, key=1)
    script.transfer(0, 1, 0, key=1, says=INVALID)
    script.transfer(1, 1, 100, key=1, says=INVALID)
    script.transfer(0, 7, 100, key=1, says=INVALID)
    return script.again(1).probe(0, 400, 2).case()


def a_day_later(rng: Rng) -> Case:
    """A key lives until its first request is `ttl_ms` old, and not a millisecond longer.

    No key is asked for twice while it lives: that is the next family's matter.
    """
    script = Script(rng, [1_000, 40, 0])
    script.transfer(0, 2, 100, key=1)
    script.transfer(1, 2, 50, key=2, says=NOT_ENOUGH)
    script.transfer(0, 2, 10, key=3)
    script.transfer(0, 1, 30)
    script.wait(script.ttl_ms - 1).again(3).wait(1)
    for key in rng.permutation(2).tolist():
        script.anew(1 + key)
    script.wait(script.ttl_ms - 1).again(1, amount=1).wait(1)
    script.anew(2, says=NOT_ENOUGH)
    script.wait(int(rng.integers(0, 3))).anew(1)
    return script.probe(0, 660, 2).case()


def asked_every_hour(rng: Rng) -> Case:
    """A client that never stops asking does not keep a key alive."""
    script = Script(rng, [1_000, 0, 0])
    script.transfer(0, 1, 100, key=1)
    step = script.ttl_ms // 4
    for _ in range(3):
        script.wait(step).again(1)
        if rng.random() < 0.5:
            script.again(1, amount=1)
    script.wait(script.ttl_ms - 3 * step - 1).again(1).wait(1)
    script.anew(1)
    script.wait(step).again(1).wait(script.ttl_ms - step)
    script.anew(1)
    return script.probe(0, 700, 2).case()


def odd_keys(rng: Rng) -> Case:
    """Negative keys, keys that are one float, and keys with the same lower bits."""
    step = 2 ** int(rng.choice([16, 32, 48]))
    big = int(rng.integers(2**60, 2**61))
    close = [0, -1, INT64.min, INT64.min + 1, INT64.max, INT64.max - 1, big, big + 1, -big]
    keys = np.array(close + [int(rng.integers(1, 4_000)) + step * i for i in range(24)])
    script = Script(rng, [10_000, 0, 0], keys=keys)
    for key in (1 + rng.permutation(len(keys) - 1)).tolist():
        script.transfer(0, 1, key, key=key)
        if rng.random() < 0.3:
            script.cut()
    for key in (1 + rng.permutation(len(keys) - 1)).tolist():
        script.wait(1).again(key)
    return script.probe(0, 10_000 - 32 * 33 // 2, 2).case()


def keyed_extremes(rng: Rng) -> Case:
    """Sums that floats cannot tell apart, accounts at both ends of int64, and who may be there."""
    top = INT64.max
    script = Script(rng, [2**60 + 1, 0, top - 5, -top, 0], [1, 1, 0, 0, 0], unit=1)
    script.transfer(0, 1, 2**60 + 2, key=1, says=NOT_ENOUGH)
    script.transfer(0, 1, 2**60, key=2)
    script.transfer(0, 2, 2, key=3, says=NOT_ENOUGH)
    script.transfer(1, 2, 6, key=4, says=TOO_LARGE)
    script.transfer(1, 2, 5, key=5)
    script.transfer(3, 4, 2, key=6, says=TOO_LARGE)
    script.transfer(3, 4, 1, key=7)
    script.transfer(3, 2, 1, key=8, says=TOO_LARGE)
    script.transfer(4, 1, top, key=9, says=TOO_LARGE)
    script.transfer(1, 2, top, key=10, says=NOT_ENOUGH)
    for key in rng.permutation(10).tolist():
        script.again(1 + key)
    return script.case()


def keys_across_batches(rng: Rng) -> Case:
    """One object for all batches, some of them empty."""
    script = Script(rng, [100, 0, 0]).cut()
    script.transfer(0, 1, 60, key=1)
    script.cut().again(1).cut().cut()
    script.transfer(0, 1, 41, key=2, says=NOT_ENOUGH)
    script.cut().wait(script.ttl_ms - 1).again(2).again(1, amount=1).cut()
    return script.probe(0, 40, 2).cut().case()


def audited_at_every_prefix(rng: Rng) -> Case:
    """After each request everybody is asked for all they have: no unit is lost, none is new."""
    script = Script(rng, [100, 40, 7, 0], [1, 1, 1, 0])
    script.audit(100, 40, 7)
    script.transfer(0, 1, 60, key=1)
    script.audit(40, 100, 7)
    script.again(1).audit(40, 100, 7)
    script.transfer(2, 0, 8, key=2, says=NOT_ENOUGH)
    script.audit(40, 100, 7).cut()
    script.again(1, amount=1).audit(40, 100, 7)
    script.transfer(1, 2, 93, key=3)
    script.audit(40, 7, 100)
    script.again(2).audit(40, 7, 100)
    script.transfer(0, 0, 5, key=4, says=INVALID)
    script.audit(40, 7, 100).wait(script.ttl_ms)
    script.anew(2)
    return script.audit(48, 7, 92).case()


def random_keys(rng: Rng) -> Case:
    """Few accounts, few keys, and time that jumps, in batches of all sizes."""
    return random_requests(rng, 600, (TRANSFER,))


WORKLOADS = {"normal_day": traffic.normal_day()}
