"""What is wrong with an answer of the level lru, in words.

A common mistake is recognised by making it: the stream is played on a cache with this one fault. If
that gives the same wrong answers, the sentence names the fault.
"""

from __future__ import annotations

import numpy as np

from harness.kata import TWO_ALIVE, Answers, Case, Check

from ..operations import DELETE, GET, NAMES, PEEK, PUT, columns, operations
from .faulty_cache import FaultyCache

__all__ = [
    "found_is_0_or_1",
    "puts_and_deletes_answer_nothing",
    "absent_keys_answer_0",
    "caches_are_apart",
    "zero_is_a_value",
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

FOLLOWED = 20_000
"""In longer streams no common mistake is looked for: a short one has shown it before."""


def _first_difference(expected: Answers, got: Answers) -> int | None:
    different = (expected["found"] != got["found"]) | (expected["answer"] != got["answer"])
    return int(np.flatnonzero(different)[0]) if different.any() else None


def _story(case: Case, i: int, expected: Answers, got: Answers) -> str:
    """Operation i, what it should have answered and what it did."""
    op, key, _ = (column[i] for column in columns(case))

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
    if got["found"][i] != expected["found"][i] or columns(case)[0][i] in (GET, PEEK):
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
    if len(got["found"]) > FOLLOWED:
        return False
    cache = FaultyCache(case["capacity"], fault)
    said = zip(got["found"].tolist(), got["answer"].tolist(), strict=True)
    return all(cache.apply(*op) == pair for op, pair in zip(operations(case), said, strict=True))


gets_refresh = _mistake(
    "gets_refresh", "A get of a cached key makes it the most recent", "get leaves the order"
)
peeks_do_not_refresh = _mistake(
    "peeks_do_not_refresh", "A peek leaves the order as it is", "peek refreshes"
)
zero_is_a_value = _mistake(
    "zero_is_a_value", "The value 0 is one like any other: its key is found", "zero is absent"
)
puts_refresh = _mistake(
    "puts_refresh",
    "A put makes its key the most recent, also where its value is there already",
    "put leaves the order",
    "same value changes nothing",
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


def caches_are_apart(case: Case, expected: Answers, got: Answers) -> str | None:
    """Nothing is kept outside the object: another one, which plays each batch first, is not seen.

    Recognised by making it: one cache plays each batch twice, and the second time is what was said.
    """
    i = _first_difference(expected, got)
    if i is None or not case.get(TWO_ALIVE) or len(got["found"]) > FOLLOWED:
        return None
    shared, start = FaultyCache(case["capacity"]), 0
    for batch in case["batches"]:
        rows = [*operations({"batches": [batch]})]
        for operation in rows:
            shared.apply(*operation)
        for place, operation in enumerate(rows, start):
            if shared.apply(*operation) != (got["found"][place], got["answer"][place]):
                return None
        start += len(rows)
    return (
        f"{_story(case, i, expected, got)}. Another cache is alive and played this batch just "
        "before: what it stored is found in this one. Keep everything in the object (self)"
    )


def remembers_earlier_batches(case: Case, expected: Answers, got: Answers) -> str | None:
    """One object serves the whole stream."""
    i = _first_difference(expected, got)
    if i is None:
        return None
    ends = np.cumsum([len(batch["op"]) for batch in case["batches"]])
    number = int(np.searchsorted(ends, i, side="right"))
    if number == 0 or not _forgets(case, got, number, int(ends[number - 1]), i + FOLLOWED):
        return None
    return (
        f"{_story(case, i, expected, got)}. What was cached before this batch is forgotten: the "
        "object is the same for all batches"
    )


def _forgets(case: Case, got: Answers, number: int, place: int, last: int) -> bool:
    """From batch `number`, at `place`, on every batch is as an empty cache plays it."""
    for batch in case["batches"][number:]:
        cache = FaultyCache(case["capacity"])
        for operation in operations({"batches": [batch]}):
            if cache.apply(*operation) != (got["found"][place], got["answer"][place]):
                return False
            if place == last:
                return True
            place += 1
    return True


def as_operations_say(case: Case, expected: Answers, got: Answers) -> str | None:
    """The answers are those of an LRU cache; tells what happened to the key before."""
    i = _first_difference(expected, got)
    if i is None:
        return None
    op, key, value = columns(case)
    earlier = np.flatnonzero(key[:i] == key[i])
    story = ", ".join(f"{NAMES[op[p]]} at {p}" for p in earlier[-3:].tolist()) or "nothing"
    told = f"{_story(case, i, expected, got)}. With this key happened before: {story}"
    used = _used(op, expected["found"])
    uses = earlier[used[earlier]]
    if len(uses) and not (op[earlier[uses[-1] < earlier]] == DELETE).any():
        since = slice(int(uses[-1]) + 1, i)
        others = len(np.unique(key[since][used[since]]))
        told += f"; since its last use at {uses[-1]}, {others} other keys were put or found by get"
        gone = int(((op[since] == DELETE) & (expected["found"][since] == 1)).sum())
        told += f", and {gone} were deleted" if gone else ""
    puts = earlier[op[earlier] == PUT]
    if expected["found"][i] and len(puts) and value[puts[-1]] == 0:
        told += "; its value is 0, which is a value like any other"
    return told + ("; another cache is alive beside this one" if case.get(TWO_ALIVE) else "")


def _used(op: np.ndarray, found: np.ndarray) -> np.ndarray:
    """Which operations make their key the most recently used."""
    used: np.ndarray = (op == PUT) | ((op == GET) & (found == 1))
    return used
