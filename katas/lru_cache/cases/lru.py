"""Cases of the level lru: streams of gets, puts, deletes and peeks."""

from __future__ import annotations

import numpy as np

from harness.kata import TWO_ALIVE, Case, Rng, Workload
from katas import traces

from ..operations import DELETE, GET, PEEK, PUT
from .etc_pool import make_etc
from .names import INT64, alike, ends
from .script import Script, joined

__all__ = [
    "lru_example",
    "single_place",
    "no_places",
    "peeked_before_eviction",
    "updated_when_full",
    "asked_for_in_vain",
    "deleted_and_replaced",
    "deleted_twice",
    "deleted_at_both_ends",
    "recency_starts_anew",
    "state_between_batches",
    "extreme_values",
    "same_lower_bits",
    "random_operations",
    "same_value_again",
    "zeros",
    "keys_alike_in_use",
    "deleted_in_vain",
    "most_places",
    "places_alike",
    "two_caches",
]
DEPTH = (
    "many_held",
    "many_deleted",
    "many_uses_of_one",
    "many_comings_and_goings",
    "many_passing",
    "many_batches",
)
MANY = 70_000
"""More than 2**16."""


def lru_example(rng: Rng) -> Case:
    """The example of the starter, with other keys and values."""
    script = Script(rng, 2).put(7, 8).get(7).put(9).get(8).peek(7)
    return script.delete(9).put(8).get(7).get(9).case()


def single_place(rng: Rng) -> Case:
    """Every new key evicts the only one there is."""
    script = Script(rng, 1).get(0).put(0).get(0).put(1).get(0, 1).put(1).get(1).delete(1)
    return script.get(1).delete(1).put(2).peek(2).put(0).get(2, 0).case()


def no_places(rng: Rng) -> Case:
    """Capacity 0: nothing is ever found."""
    script = Script(rng, 0).put(0).get(0).put(0).peek(0).delete(0).cut().put(1, 2)
    return script.get(1, 2).delete(2).case()


def peeked_before_eviction(rng: Rng) -> Case:
    """The oldest key is looked at, and goes all the same."""
    n = int(rng.integers(3, 9))
    script = Script(rng, n).put(*range(n)).peek(0).put(20).get(0).peek(1).put(21)
    return script.get(1).peek(2).get(*range(2, n), 20, 21).case()


def updated_when_full(rng: Rng) -> Case:
    """A key of a full cache gets a new value: nobody goes, and it is the most recent now."""
    n = int(rng.integers(3, 9))
    script = Script(rng, n).put(*range(n)).put(0).put(20).peek(*range(n), 20)
    return script.put(0).peek(0).get(2).put(0).get(*range(n), 20).case()


def asked_for_in_vain(rng: Rng) -> Case:
    """Gets and peeks of keys that are not there leave everything as it is."""
    n = int(rng.integers(2, 9))
    script = Script(rng, n).get(*range(20, 25)).put(*range(n)).get(*range(20, 32)).peek(33, 33)
    return script.peek(*range(n)).get(20, 21).put(34).get(*range(n), 34).case()


def deleted_and_replaced(rng: Rng) -> Case:
    """A deletion in a full cache makes room for a newcomer at once, and for one only."""
    n = int(rng.integers(3, 9))
    gone = int(rng.integers(0, n))
    script = Script(rng, n).put(*range(n)).delete(gone).put(20).peek(*range(n), 20)
    return script.put(21).peek(*range(n), 20, 21).delete(20, 21).put(22, 23).peek(*range(n)).case()


def deleted_twice(rng: Rng) -> Case:
    """What is deleted is gone, deleting it again finds nothing, and it may come back as new."""
    script = Script(rng, 3).put(0, 1, 2).delete(1).get(1).delete(1).peek(1).delete(30)
    script.cut().put(1).get(1).put(4).get(0, 1, 2, 4)
    return script.delete(4, 4, 1, 2, 0).get(0, 1, 2, 4).put(5, 6).get(5, 6).case()


def deleted_at_both_ends(rng: Rng) -> Case:
    """The most and the least recent key are deleted, and the only one."""
    script = Script(rng, 4).put(0, 1, 2, 3).delete(3, 0).put(4, 5, 6).peek(1, 2, 4, 5, 6)
    script.delete(2, 4, 5, 6).delete(1).put(7).delete(7).put(8, 9, 10, 11, 12)
    return script.get(8, 9, 10, 11, 12).case()


def recency_starts_anew(rng: Rng) -> Case:
    """A key that was deleted and put again is as recent as its second arrival."""
    script = Script(rng, 3).put(0, 1, 2).delete(0).put(0).put(3).get(1).get(0).put(4)
    return script.peek(0, 1, 2, 3, 4).delete(0).put(0).put(5, 6).peek(0, 3, 4, 5, 6).case()


def state_between_batches(rng: Rng) -> Case:
    """One object for all batches, some of them empty."""
    script = Script(rng, 3).cut().put(0).cut().put(1, 2).cut().cut().get(0).cut().put(3).cut()
    return script.get(1, 0).cut().delete(0).cut().put(4).peek(2, 3, 4).cut().case()


def extreme_values(rng: Rng) -> Case:
    """Keys and values from both ends of int64, 0 and -1, and neighbours that are one float."""
    big = int(rng.integers(2**60, 2**61))
    ends = [0, -1, 1, INT64.min, INT64.min + 1, INT64.max, INT64.max - 1, big, big + 1, -big]
    script = Script(rng, 6, rng.permutation(np.array(ends)))
    for name, value in enumerate(rng.permutation(np.array(ends)).tolist()):
        script.put_value(name, value).get(name).peek(int(rng.integers(0, name + 1)))
    for name, value in enumerate(rng.permutation(np.array(ends)).tolist()):
        script.get(name).put_value(name, value).get(name)
    return script.get(*range(10)).case()


def same_lower_bits(rng: Rng) -> Case:
    """Keys that agree in their lowest bits, put and deleted all the time.

    A table that masks them has one long chain of probes, and deletions must not cut it.
    """
    step = 2 ** int(rng.choice([16, 24, 40]))
    script = Script(rng, 12, int(rng.integers(1, 4000)) + step * np.arange(24))
    script.put(*range(12)).delete(2, 3, 7).get(*range(12)).put(13, 14).peek(*range(15))
    for op, name in zip(rng.choice(4, 300).tolist(), rng.integers(0, 24, 300), strict=True):
        script.add(op, (int(name),))
    return script.case()


def random_operations(rng: Rng) -> Case:
    """Everything at random, in batches of all sizes."""
    script = Script(rng, int(rng.integers(5, 12)))
    ops = rng.choice(4, 500, p=[0.5, 0.3, 0.1, 0.1]).tolist()
    for op, name in zip(ops, traces.zipf_ranks(rng, 500, 30, 0.7).tolist(), strict=True):
        script.add(op, (name,))
        if rng.random() < 0.05:
            script.cut()
    return script.case()


def same_value_again(rng: Rng) -> Case:
    """A put of the value that is there already is a put: its key is the most recent now. Other keys
    may hold the same value.
    """
    n, value = int(rng.integers(2, 7)), int(rng.choice([0, 1, 2**62 + 1]))
    script = Script(rng, n)
    for name in (*range(n), 0, 20):
        script.put_value(name, value)
    script.peek(*range(n), 20).delete(20).put_value(20, value).put_value(20, value).get(0)
    return script.put_value(0, value).put_value(20, value).put(21).peek(*range(n), 20, 21).case()


def zeros(rng: Rng) -> Case:
    """The key 0 and the value 0 are a key and a value: found, refreshed, updated and deleted."""
    script = Script(rng, 2, np.array([0, 1, -1, 2])).peek(0).get(0).put_value(0, 0).put_value(1, 0)
    script.get(0).put_value(2, 5).peek(0, 1, 2).put_value(0, 7).put_value(2, 0).put_value(0, 0)
    return script.peek(0, 2).get(0).delete(0).delete(0).get(0).put_value(3, 0).get(2, 3, 0).case()


def keys_alike_in_use(rng: Rng) -> Case:
    """Keys and values that masks, floats, signs, hashes and folded halves would take for one
    another: all in a cache that just holds them, then deleted and put in another order.
    """
    names = np.concatenate([alike(rng), ends(rng)])
    script, count = Script(rng, len(names), names), len(names)
    for name, value in enumerate(rng.permutation(names).tolist()):
        script.put_value(name, value)
    script.get(*rng.permutation(count).tolist()).delete(*rng.permutation(count)[:9].tolist())
    script.cut().peek(*range(count)).put(*rng.permutation(count)[:15].tolist())
    return script.peek(*range(count)).delete(*range(count)).get(*range(count)).case()


def deleted_in_vain(rng: Rng) -> Case:
    """Deletions of what is not there free no place: before the cache is full, and after."""
    n = int(rng.integers(2, 6))
    script = Script(rng, n).delete(0, 30, 30).put(*range(n)).delete(30, 31, 32).put(20)
    script.peek(*range(n), 20).delete(20, 20, 20).put(21, 22).peek(*range(n), 20, 21, 22)
    return script.delete(30).put(23, 24).get(*range(n), 21, 22, 23, 24).case()


def most_places(rng: Rng) -> Case:
    """The largest cache there is: nobody ever goes."""
    return Script(rng, 1_000_000).put(*range(30)).get(*range(31)).case()


def places_alike(rng: Rng) -> Case:
    """More places than are filled; their number in 8 or 16 bits would be 0 to 3."""
    capacity = 2**16 * int(rng.integers(1, 15)) + int(rng.integers(0, 4))
    return Script(rng, capacity).put(*range(9)).get(*range(9)).put(9).peek(*range(10)).case()


def two_caches(rng: Rng) -> Case:
    """Another cache is alive and has played each batch just before: nothing of it is seen here."""
    script = Script(rng, 3).get(0).put(0).get(0).cut().put(1, 0).peek(0, 1).cut().delete(0).get(0)
    script.cut().put(2, 3, 4).peek(1, 2).cut().delete(2, 2).put(5).get(3, 4, 5).cut().put(6)
    script.peek(3).delete(6).put(0).cut().get(*range(7)).cut()
    for name in (0, 4, 5):  # what it is to be now is not what it was
        script.get(name).put(name).peek(name)
    return script.case() | {TWO_ALIVE: True}


def _scattered(rng: Rng, count: int) -> np.ndarray:
    return traces.scattered(rng, np.arange(count))


def many_held(rng: Rng) -> Case:
    """A full cache of more than 2^16 keys still knows the first, and evicts who is due."""
    few, keys = 9, _scattered(rng, MANY + 12)
    firsts, last = keys[:few], keys[-3:]
    return joined(
        rng,
        MANY + few,
        [(PUT, keys[:-3])],
        [
            (GET, firsts[::2]),
            (GET, keys[-5:-3]),
            (PUT, firsts[1::2]),
            (PEEK, keys[few:12]),
            (PUT, last),
        ],
        [(PEEK, keys[few:16]), (PEEK, firsts), (GET, last), (DELETE, firsts), (GET, keys[-9:])],
    )


def many_deleted(rng: Rng) -> Case:
    """More than 2^16 keys deleted in a row: they stay away, and all their places are free."""
    few, keys = 5, _scattered(rng, MANY + 25)
    firsts, others, newcomers = keys[:few], keys[few:-20], keys[-20:]
    return joined(
        rng,
        MANY + few,
        [(PUT, firsts), (PUT, others)],
        [(DELETE, others), (DELETE, others[:2]), (PUT, newcomers), (PEEK, firsts)],
        [
            (GET, others[:5]),
            (PEEK, others[3:9]),
            (PEEK, others[-3:]),
            (GET, newcomers),
            (GET, firsts),
        ],
    )


def many_uses_of_one(rng: Rng) -> Case:
    """More than 2^16 uses of one key and looks at another: the order of the rest is from before."""
    a, b, c, newcomer, later = keys = _scattered(rng, 5)
    use = np.full(MANY, c)
    return joined(
        rng,
        3,
        [(PUT, [a, b, c]), (GET, use)],
        [(PEEK, np.full(MANY, a)), (PUT, use)],
        [(GET, [a]), (PUT, [newcomer]), (PEEK, keys), (PUT, [later]), (PEEK, keys), (GET, [a])],
    )


def many_comings_and_goings(rng: Rng) -> Case:
    """One key is put and deleted more than 2^16 times beside others that stay."""
    keys = _scattered(rng, 6)
    turns = np.tile(np.array([PUT, DELETE], np.uint8), MANY)
    return joined(
        rng,
        3,
        [(PUT, keys[:2])],
        [(turns, np.full(2 * MANY, keys[2]))],
        [(PEEK, keys), (PUT, keys[3:4]), (GET, keys[:1]), (PUT, keys[4:]), (PEEK, keys)],
    )


def many_passing(rng: Rng) -> Case:
    """More than 2^16 keys come and are evicted, while one is asked for again and again."""
    kept, *_ = keys = _scattered(rng, MANY + 1)
    between = np.stack([keys[1:], np.full(MANY, kept)], axis=1).reshape(-1)
    ops = np.tile(np.array([PUT, GET], np.uint8), MANY)
    last = keys[-4:]
    return joined(
        rng, 3, [(PUT, [kept])], [(ops, between)], [(GET, keys[:4]), (PUT, keys[1:3]), (GET, last)]
    )


def many_batches(rng: Rng) -> Case:
    """The most batches, nearly all of one operation: what the first put is there at the end."""
    script = Script(rng, 4).put(0).cut().put(1, 2)
    for name in range(94):
        script.cut().add(int(rng.choice([GET, PEEK])), (2 + name % 2,))
    script.cut().get(0).cut().put(3, 4).cut()
    return script.get(1).cut().peek(2).get(0, 3, 4).case()


def _operations(case: Case) -> int:
    return sum(len(batch["op"]) for batch in case["batches"])


WORKLOADS = {"etc_pool": Workload(make_etc, _operations, "operations")}
