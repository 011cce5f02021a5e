"""Cases of the level lru: streams of gets, puts, deletes and peeks."""

from __future__ import annotations

import numpy as np

from harness.kata import Case, Rng, Workload
from katas import traces

from .script import Script

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
]

INT64 = np.iinfo(np.int64)


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


def _make_etc(rng: Rng) -> Case:
    """A history that fills the cache, then twelve batches like those of Facebook's ETC pool.

    30 gets for a put, as Atikoglu et al. report (SIGMETRICS 2012); the share of deletes and peeks
    is ours. One Zipf law for all of them.
    """
    n_keys, count = 1_000_000, 400_000
    mixed = (0.95, 0.0317, 0.0033, 0.015)
    batches = [traces.cache_operations(rng, count, n_keys, (0.0, 1.0, 0.0, 0.0))]
    batches += [traces.cache_operations(rng, count, n_keys, mixed) for _ in range(12)]
    naming_seed = rng.integers(0, 2**63)
    for batch in batches:
        batch["key"] = traces.scattered(np.random.default_rng(naming_seed), batch["key"])
    return {"capacity": 100_000, "batches": batches}


def _operations(case: Case) -> int:
    return sum(len(batch["op"]) for batch in case["batches"])


WORKLOADS = {"etc_pool": Workload(_make_etc, _operations, "operations")}
