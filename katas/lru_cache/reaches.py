"""What the cases of lru-cache must reach, and at full size; and what cannot matter."""

from __future__ import annotations

from collections import OrderedDict

import numpy as np

from harness.kata import Case, Reaches

from .hit_counts import lru_marks
from .operations import DELETE, GET, NAMES, PEEK, PUT, columns

MANY = 2**16
BATCHES_MAX = 100
SMALL = 2_000
"""Longer cases are looked at as a whole only."""


# replay and every-capacity: requests for keys


def _again(keys: np.ndarray) -> np.ndarray:
    """For each request how many requests ago its key was last asked for; 0 where never."""
    order = np.argsort(keys, kind="stable")
    same = keys[order[1:]] == keys[order[:-1]]
    ago = np.zeros(len(keys), np.int64)
    ago[order[1:][same]] = np.diff(order)[same]
    return ago


def _hits(case: Case) -> np.ndarray:
    capacity = min(max(case["capacity"], 0), len(case["keys"]))
    marks: np.ndarray = np.frombuffer(lru_marks(case["keys"].tolist(), capacity), np.bool_)
    return marks


def _needed(keys: np.ndarray) -> list[int]:
    """How many places each request of a small case needs to hit; 0 where none is enough."""
    stack: list[int] = []
    needed = []
    for key in keys[:SMALL].tolist():
        needed.append(stack.index(key) + 1 if key in stack else 0)
        if needed[-1]:
            stack.remove(key)
        stack.insert(0, key)
    return needed


def _old_hit(case: Case) -> bool:
    """A hit on a key whose last request is over 2^16 requests ago."""
    return bool((_hits(case) & (_again(case["keys"]) > MANY)).any())


def _old_miss(case: Case) -> bool:
    """A miss on a key whose last request is over 2^16 requests ago."""
    return bool((~_hits(case) & (_again(case["keys"]) > MANY)).any())


def _distinct(case: Case) -> int:
    return len(np.unique(case["keys"]))


def _crowded(case: Case) -> bool:
    """A hit when over 2^16 keys are cached."""
    return bool(_hits(case)[-9:].any()) and min(_distinct(case), case["capacity"]) > MANY


def _evicts_many(case: Case) -> bool:
    misses = len(case["keys"]) - int(_hits(case).sum())
    return bool(0 < case["capacity"] < misses - MANY)


def _many_repeats(case: Case) -> bool:
    """A key that was asked for over 2^16 times before another one came."""
    ends = np.flatnonzero(np.diff(case["keys"], append=0, prepend=0))
    return bool((np.diff(ends) > MANY).any())


def _last_place(case: Case) -> bool:
    """A request that just has its place, and one that is a request too late."""
    needed = _needed(case["keys"])
    capacity: int = case["capacity"]
    return {capacity, capacity + 1} <= {*needed} - {0}


def _hits_at_one(case: Case) -> bool:
    return int((_again(case["keys"]) == 1).sum()) > MANY


# lru: operations


class _Played:
    """A stream before a right cache, which notes what cells it reaches."""

    def __init__(self, case: Case) -> None:
        self.cells: set[str] = set()
        self.capacity = case["capacity"]
        self.held: OrderedDict[int, tuple[int, int]] = OrderedDict()  # value, when last used
        self.gone: dict[int, int] = {}  # when a key was deleted or evicted
        self.deleted_in_a_row = self.evictions = 0
        rows = zip(*(column.tolist() for column in columns(case)), strict=True)
        for now, (op, key, value) in enumerate(rows):
            self.look(now, op, key, value)
            self.play(now, op, key, value)

    def look(self, now: int, op: int, key: int, value: int) -> None:
        """Cells of an operation, before it is played."""
        there, full = key in self.held, len(self.held) == self.capacity > 0
        old, used = self.held.get(key, (0, now))
        self.deleted_in_a_row = self.deleted_in_a_row + there if op == DELETE else 0
        self.note("same value again", op == PUT and there and value == old)
        oldest = there and full and self.capacity > 1 and next(iter(self.held)) == key
        self.note("same value saves the oldest", op == PUT and value == old and oldest)
        self.note("update saves the oldest", op == PUT and value != old and oldest)
        self.note("get saves the oldest", op == GET and oldest)
        self.note("peek at the oldest of a full cache", op == PEEK and oldest)
        self.note("deleted in vain in a full cache", op == DELETE and full and not there)
        self.note("found among over 2^16", there and len(self.held) > MANY)
        self.note("over 2^16 deleted in a row", self.deleted_in_a_row > MANY)
        if op in (GET, PEEK):
            self.note(f"{NAMES[op]} of a stored 0", there and old == 0)
            away = now - self.gone.get(key, now)
            self.note(f"{NAMES[op]} after over 2^16 without it", not there and away > MANY)
        self.note(f"{NAMES[op]} after over 2^16 unused", there and now - used > MANY)

    def note(self, cell: str, reached: bool) -> None:
        if reached:
            self.cells.add(cell)

    def play(self, now: int, op: int, key: int, value: int) -> None:
        there = key in self.held
        if op == PUT and self.capacity:
            if not there and len(self.held) == self.capacity:
                evicted, (_, used) = self.held.popitem(last=False)
                self.gone[evicted] = now
                self.evictions += 1
                self.note("evicted after over 2^16 unused", now - used > MANY)
                self.note("over 2^16 evictions", self.evictions > MANY)
            self.held[key] = value, now
            self.held.move_to_end(key)
        elif op == GET and there:
            self.held[key] = self.held[key][0], now
            self.held.move_to_end(key)
        elif op == DELETE and there:
            del self.held[key]
            self.gone[key] = now


_OF_STREAM = (
    "same value again",
    "same value saves the oldest",
    "update saves the oldest",
    "get saves the oldest",
    "peek at the oldest of a full cache",
    "deleted in vain in a full cache",
    "get of a stored 0",
    "peek of a stored 0",
    "get after over 2^16 unused",
    "put after over 2^16 unused",
    "delete after over 2^16 unused",
    "peek after over 2^16 unused",
    "get after over 2^16 without it",
    "peek after over 2^16 without it",
    "found among over 2^16",
    "over 2^16 deleted in a row",
    "over 2^16 evictions",
    "evicted after over 2^16 unused",
)


_KNOWN: list[tuple[Case, set[str]]] = []
"""The last case and its cells: each cell asks for them."""


def _cells_of(case: Case) -> set[str]:
    if not _KNOWN or _KNOWN[0][0] is not case:
        _KNOWN[:] = [(case, _Played(case).cells)]
    return _KNOWN[0][1]


def _plays(cell: str) -> Reaches:
    return lambda case: cell in _cells_of(case)


def _batches_apart(case: Case) -> bool:
    """An empty batch, and one of a single operation, between others."""
    sizes = [len(batch["op"]) for batch in case["batches"]]
    return 0 in sizes[1:-1] and 1 in sizes[1:-1]


def _most_batches(case: Case) -> bool:
    return len(case["batches"]) == BATCHES_MAX


# step: requests to a policy


def _of_policy(case: Case) -> Case:
    keys = np.concatenate([batch["keys"] for batch in case["batches"]])
    return {"keys": keys, "capacity": case["capacity"]}


def _whole(test: Reaches) -> Reaches:
    """A cell of replay, asked of a policy's trace: what LRU would do there."""
    return lambda case: test(_of_policy(case))


def _never_full(case: Case) -> bool:
    return bool(_distinct(_of_policy(case)) < case["capacity"])


def _just_full(case: Case) -> bool:
    return bool(_distinct(_of_policy(case)) == case["capacity"] > 1)


# full size


def _tenth_comes_back_late(case: Case) -> bool:
    """A tenth of the requests is for keys last asked for over 2^16 requests ago."""
    return bool((_again(case["keys"]) > MANY).mean() > 0.1)


def _tenth_hits_late(case: Case) -> bool:
    """A tenth of the requests hits a key last asked for over 2^12 requests ago."""
    return bool((_hits(case) & (_again(case["keys"]) > 2**12)).mean() > 0.1)


def _tenth_found_late(case: Case) -> bool:
    """A tenth of the operations reads a key whose last use is over 2^16 operations ago."""
    op, key, _ = columns(case)
    return bool(((op == GET) & (_again(key) > MANY)).mean() > 0.1)


def _all_operations(case: Case) -> bool:
    """Every operation in each batch that is served, and one new key after the cache is full."""
    served = [set(np.unique(batch["op"])) for batch in case["batches"][1:]]
    return all(ops == {GET, PUT, DELETE, PEEK} for ops in served)


def _tenth_of_policy_late(case: Case) -> bool:
    """A tenth of the requests is for keys last asked for over two caches' worth of requests ago."""
    keys = _of_policy(case)["keys"]
    return bool((_again(keys) > 2 * case["capacity"]).mean() > 0.1)


REACHES: dict[str, dict[str, Reaches]] = {
    "replay": {
        "hit after over 2^16 requests": _old_hit,
        "miss after over 2^16 requests": _old_miss,
        "over 2^16 keys in a cache": _crowded,
        "over 2^16 evictions": _evicts_many,
        "over 2^16 repeats": _many_repeats,
        "the last that has its place, and one that has none": _last_place,
        "nothing asked of a negative capacity": lambda c: not len(c["keys"]) and c["capacity"] < 0,
        "capacity -1": lambda c: c["capacity"] == -1,
        "capacity alike": lambda c: c["capacity"] > 2**40 and c["capacity"] % 2**32 < 4,
    },
    "LRU": {cell: _plays(cell) for cell in _OF_STREAM}
    | {
        "batches of none and of one": _batches_apart,
        "the most batches": _most_batches,
        "capacity alike": lambda c: c["capacity"] > 2**15 and c["capacity"] % 2**16 < 4,
    },
    "hits_by_capacity": {
        "over 2^16 hits at one place": _hits_at_one,
        "over 2^16 repeats": _many_repeats,
        "over 2^16 keys": lambda case: _distinct(case) > MANY,
        "back after over 2^16 requests": lambda case: bool((_again(case["keys"]) > MANY).any()),
        "a request that needs every place": lambda c: (
            max(_needed(c["keys"]), default=0) == len(c["keys"]) - 1 > 1
        ),
    },
    "step": {
        "back after over 2^16 requests": _whole(_old_hit),
        "over 2^16 keys in a cache": _whole(_crowded),
        "over 2^16 evictions": _whole(_evicts_many),
        "never full": _never_full,
        "just full": _just_full,
    },
}
AT_FULL_SIZE: dict[str, dict[str, Reaches]] = {
    "replay": {
        "a tenth comes back late": _tenth_comes_back_late,
        "a tenth hits late": _tenth_hits_late,
    },
    "lru": {"a tenth is found late": _tenth_found_late, "all operations": _all_operations},
    "every-capacity": {"a tenth comes back late": _tenth_comes_back_late},
    "policy": {"a tenth comes back late": _tenth_of_policy_late},
    "scan-flood": {"a tenth comes back late": _tenth_of_policy_late},
}
UNREACHED: dict[str, dict[str, str]] = {}
