"""What is wrong with a placement, in words; and how much of a cache it keeps warm."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from harness.kata import Case, Quality

from .placement_cases import ADD, LOOKUP, REMOVE
from .referee import finding_of
from .rings import mixed

Answers = dict[str, np.ndarray]
Check = Callable[[Case, Any, Answers], "str | None"]


def _rule(name: str, meaning: str) -> Check:
    """A check of one rule: it speaks if the first fault breaks this rule."""

    def check(case: Case, expected: Any, got: Answers) -> str | None:
        finding = finding_of(case, got)
        return finding[1] if finding is not None and finding[0] == name else None

    check.__name__ = name
    check.__doc__ = meaning
    return check


CHECKS: tuple[Check, ...] = (
    _rule("changes_answer_nothing", "Only lookups have an owner."),
    _rule("owners_are_known", "An owner is a node that joined."),
    _rule("nobody_asks_the_gone", "Who left owns nothing."),
    _rule("same_key_same_owner", "A key stays where it is while nothing changes."),
    _rule("undone_changes_restore", "A change and its undoing leave everything as it was."),
    _rule("only_the_leavers_keys_move", "When a node leaves, only its own keys move."),
    _rule("keys_move_only_to_newcomers", "When a node joins, keys move to it and nowhere else."),
    _rule("no_node_is_overloaded", "Nobody is more than 5 % above the mean."),
    _rule("shares_are_even", "Shares differ by 2 % of the mean, as a standard deviation."),
)


def _segments(case: Case, owner: np.ndarray) -> Iterator[tuple[int, int, np.ndarray, np.ndarray]]:
    """kind, node, and then the keys looked up before the next change, with their owners."""
    kind, node = LOOKUP, 0
    start = 0
    for batch in case["batches"]:
        ends = np.flatnonzero(batch["kind"] != LOOKUP).tolist()
        first = 0
        for end in (*ends, len(batch["kind"])):
            yield kind, node, batch["_key"][first:end], owner[start + first : start + end]
            if end < len(batch["kind"]):
                kind, node = int(batch["kind"][end]), int(batch["arg"][end])
            else:
                kind = LOOKUP
            first = end + 1
        start += len(batch["kind"])


def misses(case: Case, owner: np.ndarray) -> tuple[int, int]:
    """Requests from the trouble on that find their key cold: those nobody could avoid, and all.

    A key is warm on the node on which it was last asked for, until that node leaves. It must be
    cold when it is asked for the first time, and the first time after the node left that held it;
    whatever else is cold was moved.
    """
    warm = np.zeros(case["_keys"], np.int32)
    events, forced, moved = 0, 0, 0
    for kind, node, numbers, owners in _segments(case, owner):
        events += kind != LOOKUP
        if kind == REMOVE:
            warm[warm == node] = 0
        keys, first = np.unique(numbers, return_index=True)
        if events >= case["_trouble"][0]:
            forced += int((warm[keys] == 0).sum())
            moved += int(((warm[keys] != 0) & (warm[keys] != owners[first])).sum())
        warm[keys] = owners[first]
        events += len(numbers)
    return forced, forced + moved


def _rendezvous(case: Case) -> np.ndarray:
    """The answers of highest random weight: each key on the live node that draws most for it."""
    salts: dict[int, np.ndarray] = {}
    nodes = set(case["node"].tolist())
    keys = np.arange(case["_keys"], dtype=np.uint64)

    def weights(node: int) -> np.ndarray:
        if node not in salts:
            salts[node] = mixed(keys ^ mixed(np.array([node], np.uint64)))
        return salts[node]

    best = np.zeros(len(keys), np.int64)
    parts = []
    for batch in case["batches"]:
        stale = True
        ends = np.flatnonzero(batch["kind"] != LOOKUP).tolist()
        first = 0
        for end in (*ends, len(batch["kind"])):
            if stale and end > first:
                live = np.array(sorted(nodes))
                best = live[np.argmax([weights(int(node)) for node in live], axis=0)]
                stale = False
            parts.append(best[batch["_key"][first:end]])
            if end < len(batch["kind"]):
                node = int(batch["arg"][end])
                (nodes.add if batch["kind"][end] == ADD else nodes.discard)(node)
                parts.append(np.zeros(1, np.int64))
                stale = True
            first = end + 1
    return np.concatenate(parts)


def warm_requests(case: Case, got: Answers) -> Quality:
    """The share of requests from the trouble on that find their key warm.

    Bound: what the same placement would find if nothing had grown cold but what lay on nodes that
    left. Baseline: rendezvous hashing, where a spare takes its share from everybody.
    """
    count = sum(len(batch["kind"]) for batch in case["batches"]) - case["_trouble"][0]
    forced, cold = misses(case, got["owner"])
    baseline = misses(case, _rendezvous(case))[1]
    return Quality(*((count - number) / count for number in (cold, baseline, forced)))
