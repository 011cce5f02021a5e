"""How much of a cache a placement keeps warm."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from harness.kata import Answers, Case, Quality

from ..rings import mixed
from ..streams import ADD, LOOKUP, REMOVE, events_of, stretches


def _segments(case: Case, owner: np.ndarray) -> Iterator[tuple[int, int, np.ndarray, np.ndarray]]:
    """kind, node, and then the keys looked up before the next change, with their owners."""
    kind, node, start = LOOKUP, 0, 0
    for batch in case["batches"]:
        for first, end in stretches(batch):
            yield kind, node, batch["_key"][first:end], owner[start + first : start + end]
            if end < len(batch["kind"]):
                kind, node = int(batch["kind"][end]), int(batch["arg"][end])
            else:
                kind = LOOKUP
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
        for first, end in stretches(batch):
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
    return np.concatenate(parts)


def warm_requests(case: Case, got: Answers) -> Quality:
    """The share of requests from the trouble on that find their key warm.

    Bound: what the same placement would find if nothing had grown cold but what lay on nodes that
    left. Baseline: rendezvous hashing, where a spare takes its share from everybody.
    """
    count = events_of(case) - case["_trouble"][0]
    forced, cold = misses(case, got["owner"])
    baseline = misses(case, _rendezvous(case))[1]
    return Quality(*((count - number) / count for number in (cold, baseline, forced)))
