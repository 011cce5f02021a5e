"""Checks that two levels on the ring or more have in common, and how they tell of a key."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from harness.kata import Answers, Case, Check

from ..rings import mixed

FEW = 5_000
"""Mistakes are looked for in small cases only."""
Play = Callable[[Case, str], np.ndarray]
"""What a level answers on a ring with a fault."""


def first(expected: Answers, got: Answers, name: str) -> int | None:
    """The first key whose answer differs."""
    differs = expected[name] != got[name]
    rows = np.flatnonzero(differs if differs.ndim == 1 else differs.any(axis=1))
    return int(rows[0]) if len(rows) else None


def story(case: Case, i: int, expected: Answers, got: Answers, name: str) -> str:
    """Key i, where it lies, what was expected and what came."""
    key = case["keys"][i : i + 1]
    place = int((mixed(key) >> np.uint64(64 - case["bits"]))[0])
    wanted, said = expected[name][i].tolist(), got[name][i].tolist()
    return f"key {i} ({key[0]}, at {place:,} of the ring): expected {wanted}, got {said}"


def known(output: str) -> Check:
    def every_key_has_a_known_owner(case: Case, expected: Answers, got: Answers) -> str | None:
        """An owner is a node of the fleet."""
        unknown = ~np.isin(got[output], [0, *case["node"]])
        rows = np.flatnonzero(unknown if unknown.ndim == 1 else unknown.any(axis=1))
        if not len(rows) or ("raised" in expected and expected["raised"][0]):
            return None
        i = int(rows[0])
        return f"{story(case, i, expected, got, output)}, which is no node of the fleet"

    return every_key_has_a_known_owner


def drained(output: str) -> Check:
    def drained_nodes_own_nothing(case: Case, expected: Answers, got: Answers) -> str | None:
        """A node without vnodes has no place on the ring."""
        i = first(expected, got, output)
        if i is None or not np.isin(got[output][i], case["node"][case["vnodes"] == 0]).any():
            return None
        return f"{story(case, i, expected, got, output)}; a node with 0 vnodes is drained"

    return drained_nodes_own_nothing


def mistakes(play: Play, output: str) -> Callable[..., Check]:
    """Makes checks that speak if a ring with a fault gives the very same answers."""

    def named(name: str, meaning: str, *faults: str) -> Check:
        def check(case: Case, expected: Answers, got: Answers) -> str | None:
            i = first(expected, got, output)
            if i is None or ("raised" in expected and expected["raised"][0]):
                return None
            if len(case["keys"]) > FEW or (case["vnodes"] < 0).any():
                return None
            if not any(np.array_equal(play(case, fault), got[output]) for fault in faults):
                return None
            return f"{story(case, i, expected, got, output)}. {meaning}"

        check.__name__ = name
        check.__doc__ = meaning
        return check

    return named
