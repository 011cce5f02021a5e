"""What is wrong with an answer of the level lru, in words.

A common mistake is recognised by making it: the stream is played on a cache with this one fault. If
that gives the same wrong answers, the sentence names the fault.
"""

from __future__ import annotations

import numpy as np

from harness.kata import Answers, Case, Check

from ..operations import GET, NAMES, PEEK, operations
from .faulty_cache import FaultyCache

__all__ = [
    "found_is_0_or_1",
    "puts_and_deletes_answer_nothing",
    "absent_keys_answer_0",
    "gets_refresh",
    "peeks_do_not_refresh",
    "puts_refresh",
    "puts_update",
    "updates_evict_nobody",
    "gets_store_nothing",
    "deletes_remove",
    "deletes_free_a_place",
    "remembers_earlier_batches",
    "holds_capacity_keys",
    "as_operations_say",
]


def _first_difference(expected: Answers, got: Answers) -> int | None:
    different = (expected["found"] != got["found"]) | (expected["answer"] != got["answer"])
    return int(np.flatnonzero(different)[0]) if different.any() else None


def _story(case: Case, i: int, expected: Answers, got: Answers) -> str:
    """Operation i, what it should have answered and what it did."""
    op, key, _ = list(operations(case))[i]

    def words(answers: Answers) -> str:
        found, answer = int(answers["found"][i]), int(answers["answer"][i])
        return f"found {found}, answer {answer}"

    return (
        f"operation {i} ({NAMES[op]} of key {key}, capacity {case['capacity']}): "
        f"expected {words(expected)}; got {words(got)}"
    )


def found_is_0_or_1(case: Case, expected: Answers, got: Answers) -> str | None:
    """A key is there or it is not."""
    i = _first_difference(expected, got)
    if i is None or got["found"][i] <= 1:
        return None
    return f"{_story(case, i, expected, got)}. `found` is 0 or 1"


def puts_and_deletes_answer_nothing(case: Case, expected: Answers, got: Answers) -> str | None:
    """Only what reads has an answer; put and delete leave it at 0."""
    i = _first_difference(expected, got)
    if i is None or got["answer"][i] == 0:
        return None
    if got["found"][i] != expected["found"][i] or list(operations(case))[i][0] in (GET, PEEK):
        return None
    return f"{_story(case, i, expected, got)}. Puts and deletes leave `answer` at 0"


def absent_keys_answer_0(case: Case, expected: Answers, got: Answers) -> str | None:
    """`found` alone says that a key is absent; its answer stays 0."""
    i = _first_difference(expected, got)
    if i is None or expected["found"][i] or got["found"][i] or not got["answer"][i]:
        return None
    return f"{_story(case, i, expected, got)}. Where nothing is found, `answer` stays 0"


def _mistake(name: str, meaning: str, *faults: str) -> Check:
    """A check that speaks if a cache with one of these faults gives the very same wrong answers."""

    def check(case: Case, expected: Answers, got: Answers) -> str | None:
        i = _first_difference(expected, got)
        if i is None or not any(_explains(case, fault, got) for fault in faults):
            return None
        return f"{_story(case, i, expected, got)}. {meaning}"

    check.__name__ = name
    check.__doc__ = meaning
    return check


def _explains(case: Case, fault: str, got: Answers) -> bool:
    cache = FaultyCache(case["capacity"], fault)
    said = zip(got["found"].tolist(), got["answer"].tolist(), strict=True)
    return all(cache.apply(*op) == pair for op, pair in zip(operations(case), said, strict=True))


gets_refresh = _mistake(
    "gets_refresh", "A get of a cached key makes it the most recent", "get leaves the order"
)
peeks_do_not_refresh = _mistake(
    "peeks_do_not_refresh", "A peek leaves the order as it is", "peek refreshes"
)
puts_refresh = _mistake(
    "puts_refresh", "A put makes its key the most recent", "put leaves the order"
)
puts_update = _mistake(
    "puts_update", "A put of a cached key replaces its value", "update keeps the value"
)
updates_evict_nobody = _mistake(
    "updates_evict_nobody", "A put of a cached key needs no new place", "update evicts"
)
gets_store_nothing = _mistake(
    "gets_store_nothing", "A get of an absent key stores nothing", "get stores"
)
deletes_remove = _mistake("deletes_remove", "A deleted key is gone at once", "delete keeps the key")
deletes_free_a_place = _mistake(
    "deletes_free_a_place", "A deletion frees a place at once", "delete keeps the place"
)
holds_capacity_keys = _mistake(
    "holds_capacity_keys", "The cache holds `capacity` keys", "one too many", "one too few"
)


def remembers_earlier_batches(case: Case, expected: Answers, got: Answers) -> str | None:
    """One object serves the whole stream."""
    i = _first_difference(expected, got)
    if i is None:
        return None
    start = 0
    for batch in case["batches"]:
        cache = FaultyCache(case["capacity"])
        if start <= i < start + len(batch["op"]):
            columns = (batch[name].tolist() for name in ("op", "key", "value"))
            for p, operation in enumerate(zip(*columns, strict=True), start):
                if cache.apply(*operation) != (got["found"][p], got["answer"][p]):
                    return None
                if p == i:
                    break
        start += len(batch["op"])
    return (
        f"{_story(case, i, expected, got)}. What was cached before this batch is forgotten: the "
        "object is the same for all batches"
    )


def as_operations_say(case: Case, expected: Answers, got: Answers) -> str | None:
    """The answers are those of an LRU cache; tells what happened to the key before."""
    i = _first_difference(expected, got)
    if i is None:
        return None
    done = list(operations(case))
    earlier = [p for p in range(i) if done[p][1] == done[i][1]][-3:]
    story = ", ".join(f"{NAMES[done[p][0]]} at {p}" for p in earlier) or "nothing"
    since = len({key for _, key, _ in done[earlier[-1] + 1 : i]}) if earlier else 0
    return (
        f"{_story(case, i, expected, got)}. With this key happened before: {story}; since then "
        f"operations named {since} other keys"
    )
