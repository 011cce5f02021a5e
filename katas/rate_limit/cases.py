"""Cases of rate-limit: small cruel families, and a rush at full size."""

from __future__ import annotations

from typing import Any

import numpy as np

from harness.kata import Case, Rng, Workload

__all__ = [
    "worked_example",
    "nobody_asks",
    "at_once",
    "long_silence",
    "tenths",
    "full_for_a_while",
    "one_each_ms",
    "on_the_dot",
    "parts_of_tokens",
    "hammering",
    "slow_tokens",
    "odd_interval",
    "end_of_time",
    "many_users",
    "few_of_many",
    "nobody_there",
    "one_request",
    "same_lower_bits",
]
DEPTH = ("many_others_between", "many_requests_of_one")
_DAY_MS = 86_400_000
_LAST_MS = 2**53
_TODAY_MS = 1_700_000_000_000
"""Milliseconds since 1970, in November 2023."""


def _case(user: Any, at_ms: Any, n_users: int, capacity: int, interval_ms: int) -> Case:
    return {
        "user": np.array(user, np.int32),
        "at_ms": np.array(at_ms, np.int64),
        "n_users": n_users,
        "capacity": capacity,
        "interval_ms": interval_ms,
    }


def _alone(at_ms: Any, capacity: int, interval_ms: int) -> Case:
    """All requests come from one user."""
    return _case([0] * len(at_ms), at_ms, 1, capacity, interval_ms)


def worked_example(rng: Rng) -> Case:
    """The example of the starter."""
    return _alone([0, 0, 0, 100, 150, 200], 2, 100)


def nobody_asks(rng: Rng) -> Case:
    """There are users, and no requests."""
    return _case([], [], int(rng.integers(1, 3)), 1, 10)


def nobody_there(rng: Rng) -> Case:
    """No users, and so no requests."""
    return _case([], [], 0, int(rng.integers(1, 9)), 10)


def one_request(rng: Rng) -> Case:
    """A single request, by the last user of the most there may be."""
    at_ms = int(rng.choice([0, 1, _TODAY_MS]))
    return _case([999_999], [at_ms], 1_000_000, int(rng.integers(1, 9)), 10)


def at_once(rng: Rng) -> Case:
    """More requests than tokens in one millisecond, and again a few tokens later."""
    capacity, interval_ms = int(rng.integers(2, 9)), int(rng.integers(10, 100))
    again = int(rng.integers(1, capacity)) * interval_ms
    return _alone([0] * (capacity + 3) + [again] * (capacity + 3), capacity, interval_ms)


def long_silence(rng: Rng) -> Case:
    """Silences of more milliseconds than 31 and 32 bits hold leave a full bucket and no more."""
    capacity, interval_ms = int(rng.integers(2, 9)), int(rng.integers(10, 100))
    once, later = 2**31 + int(rng.integers(0, 2**20)), 2**33 + int(rng.integers(0, 2**20))
    burst = capacity + 2
    return _alone([1] * capacity + [once] * burst + [later] * burst, capacity, interval_ms)


def tenths(rng: Rng) -> Case:
    """A token in ten parts, gained one by one: as binary fractions they do not make a whole."""
    interval_ms = 10 * int(rng.integers(1, 20))
    return _alone(np.arange(0, 12 * interval_ms, interval_ms // 10), 1, interval_ms)


def full_for_a_while(rng: Rng) -> Case:
    """A bucket is emptied after it has been full for some whole intervals and most of another."""
    capacity, interval_ms = int(rng.integers(1, 5)), int(rng.integers(10, 50))
    emptied = int(rng.integers(1, 9)) * interval_ms + interval_ms * 9 // 10
    later = emptied + np.arange(0, 3 * interval_ms, interval_ms // 5)
    return _alone([emptied] * capacity + later.tolist(), capacity, interval_ms)


def one_each_ms(rng: Rng) -> Case:
    """The smallest bucket and the shortest interval: one request of each millisecond passes."""
    return _alone(np.cumsum(rng.integers(0, 3, 60)), 1, 1)


def on_the_dot(rng: Rng) -> Case:
    """A millisecond before a token is whole, in the very one that makes it whole, and after."""
    capacity, interval_ms = int(rng.integers(1, 4)), int(rng.integers(3, 50))
    due = int(rng.integers(0, 9)) + interval_ms * np.arange(1, 12)
    at_ms = np.sort(np.concatenate([due - 1, due, due, due + 1]))
    return _alone([due[0] - interval_ms] * capacity + at_ms.tolist(), capacity, interval_ms)


def parts_of_tokens(rng: Rng) -> Case:
    """Requests a little more often than tokens come: each leaves a part of a token behind."""
    interval_ms = 10 * int(rng.integers(5, 20))
    return _alone(np.arange(60) * (interval_ms * 7 // 10), 2, interval_ms)


def hammering(rng: Rng) -> Case:
    """One does not stop asking at an empty bucket; what is refused costs nothing."""
    interval_ms = int(rng.integers(20, 50))
    return _alone(np.sort(rng.integers(0, 10 * interval_ms, 200)), 3, interval_ms)


def slow_tokens(rng: Rng) -> Case:
    """The largest bucket and the longest interval: a thousand tokens, one a day."""
    at_ms = _TODAY_MS + np.sort(rng.integers(0, 30 * _DAY_MS, 20)).repeat(60)
    return _alone(at_ms, 1000, _DAY_MS)


def odd_interval(rng: Rng) -> Case:
    """Nearly a day for a token, a number that half a float cannot hold, met to the millisecond."""
    interval_ms = _DAY_MS - 2 * int(rng.integers(1, 1000)) - 1
    due = interval_ms * np.arange(1, 20)
    return _alone([0, *np.sort(np.concatenate([due - 1, due]))], 1, interval_ms)


def end_of_time(rng: Rng) -> Case:
    """A token is due in the last millisecond of all: the bucket will be full after it."""
    interval_ms = 4 * int(rng.integers(1, 25)) + 1
    begin = _LAST_MS - interval_ms
    return _alone([begin, begin, begin, _LAST_MS - 1, _LAST_MS, _LAST_MS], 2, interval_ms)


def many_users(rng: Rng) -> Case:
    """One empties a bucket before anybody else has come, and then everybody asks by turns."""
    capacity = int(rng.integers(2, 6))
    user = np.append([0] * (capacity + 1) + [*range(8)], rng.integers(0, 8, 400))
    at_ms = np.cumsum(rng.integers(0, 4, len(user)))
    at_ms[: capacity + 9] = 0
    return _case(user, at_ms, 8, capacity, 25)


def few_of_many(rng: Rng) -> Case:
    """A few of 100,000 users: the first, the last, and some whose numbers end in the same bits."""
    one = int(rng.integers(1, 30_000))
    asking = [0, 99_999, one, one + 2**8, one + 2**12, one + 2**16]
    at_ms = _TODAY_MS + np.arange(4 * len(asking))
    return _case(np.repeat(asking, 4), at_ms, 100_000, 3, 1000)


def same_lower_bits(rng: Rng) -> Case:
    """Requests at times that agree in their lowest 8, 16 and 32 bits are not at the same time."""
    begin, interval_ms = int(rng.integers(1, 2**8)), 2**8 * int(rng.integers(1, 2**8)) + 1
    steps = np.array([0, 0, 2**8, 0, 2**16, 0, 2**32, 0, 2**16, 2**8])
    return _alone(begin + np.cumsum(steps), 2, interval_ms)


def many_others_between(rng: Rng) -> Case:
    """Some empty their buckets; more than 2^16 others ask once each; then they come again."""
    others, firsts = 70_000, 5
    user = np.concatenate([np.arange(firsts).repeat(3), firsts + rng.permutation(others)])
    back = rng.permutation(firsts).repeat(2)
    at_ms = np.append(_TODAY_MS + np.arange(len(user)) // 100, [_TODAY_MS + 900] * len(back))
    return _case(np.append(user, back), at_ms, firsts + others, 2, 1000)


def many_requests_of_one(rng: Rng) -> Case:
    """70,000 requests by one, which all but empty a bucket that somebody else has emptied once."""
    count, interval_ms = 70_000, int(rng.integers(10, 50))
    at_ms = np.append([0, 0], np.sort(rng.integers(0, 10 * count, count)))
    user = np.append([1, 1], np.zeros(count, np.int64))
    user[-1], at_ms[-1] = 1, at_ms[-2]
    return _case(user, at_ms, 2, 1, interval_ms)


def anything(rng: Rng) -> Case:
    """Whatever the contract allows, more often at its ends."""
    count = int(rng.choice([0, 1, 2, 120], p=[0.05, 0.1, 0.15, 0.7]))
    n_users = int(rng.choice([1, 2, 3, 300, 70_000], p=[0.3, 0.3, 0.2, 0.15, 0.05]))
    capacity = int(rng.choice([1, 2, 3, 1000]))
    interval_ms = int(rng.choice([1, 2, 3, 1000, 2**24 + 1, _DAY_MS]))
    begin = int(rng.choice([0, 1, 2**31 - 5, 2**32 - 5, _TODAY_MS, _LAST_MS // 2]))
    near = [0, 1, interval_ms - 1, interval_ms, interval_ms + 1, 2**8, 2**16]
    steps = rng.choice(near, count)
    steps[rng.random(count) < 0.02] = rng.choice([0, 2**31, 2**32, 2**40])
    asking = np.append(rng.integers(0, n_users, 2), n_users - 1)
    user = rng.choice(asking, count)
    return _case(user, begin + np.cumsum(steps), n_users, capacity, interval_ms)


def _make_rush(rng: Rng) -> Case:
    """20 seconds; a tenth of the users sends most of the requests, eight times what it may."""
    count, n_users = 2_000_000, 40_000
    anybody = rng.integers(0, n_users, count, np.int32)
    loud = rng.random(count) < 0.6
    at_ms = _TODAY_MS + np.cumsum(rng.random(count) < 0.01)
    return _case(np.where(loud, anybody // 10, anybody), at_ms, n_users, 10, 500)


def _requests(case: Case) -> int:
    return len(case["at_ms"])


ANYTHING = {"allow": anything}
WORKLOADS: dict[str, Workload] = {
    "rush": Workload(_make_rush, _requests, "requests"),
}
