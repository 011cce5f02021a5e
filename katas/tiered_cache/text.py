"""Cases of tiered-cache as lines: the system first, then who asks for what.

nodes 3
keys 10
edge_capacity 20
regional_capacity 50
edge_ttl_us 1000
regional_ttl_us 1000
get 0 0 7           # at 0 us, at node 0, for key 7
write 130 0 7

`two_tiers` has no times. A policy has a line for each millisecond, but `nobody 40` is forty.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from harness.kata import TWO_ALIVE, Case, CaseText
from katas import lines

_SIZES = {
    "nodes": "n_nodes",
    "keys": "n_keys",
    "edge_capacity": "edge_capacity",
    "regional_capacity": "regional_capacity",
}
_TTLS = ("edge_ttl_us", "regional_ttl_us")
_OTHERWISE_ZERO = (
    "edge_us",
    "regional_us",
    "origin_us",
    "coalesce",
    "down_from_us",
    "down_until_us",
)
"""What stands in the lines only if it is not 0, as it is at the level expiry."""
_OPERATIONS = ("get", "write")
_POLICY = {
    "keys": "n_keys",
    "warm": "n_warm",
    "origin_capacity": "origin_capacity",
    "origin_ms": "origin_ms",
    "ttl_ms": "ttl_ms",
    "seed": "seed",
}
_NOBODY, _BREAKS, _REPAIRED = -1, -2, -3
_NEWS = {"breaks": _BREAKS, "repaired": _REPAIRED}
_LONGEST_MS = 1_000_000


def _told(names: dict[str, str], case: Case) -> list[str]:
    return [f"{word} {case[name]}" for word, name in names.items()]


def _numbers(words: lines.Words, names: dict[str, str]) -> dict[str, int]:
    return {name: words.number(word) for word, name in names.items()}


def _tell_two_tiers(case: Case) -> list[str]:
    return [*_told(_SIZES, case), *lines.told("get", case["node"], case["key"])]


def _read_two_tiers(text: list[str]) -> Case:
    words = lines.Words(text, numbers=tuple(_SIZES), rows={"get": 2})
    node, key = words.columns("get")
    return {
        "node": _within(node, np.int16, "node"),
        "key": _within(key, np.int32, "key"),
        **_numbers(words, _SIZES),
    }


def _within(values: np.ndarray, dtype: Any, what: str) -> np.ndarray:
    """The values in a narrower type; ValueError where one does not fit."""
    narrow = values.astype(dtype)
    if (narrow != values).any():
        raise ValueError(f"{what} {values[narrow != values][0]} does not fit in {narrow.dtype}")
    return narrow


def _tell_replay(case: Case) -> list[str]:
    head = _told(_SIZES | {name: name for name in _TTLS}, case)
    head += [f"{name} {case[name]}" for name in _OTHERWISE_ZERO if case[name]]
    columns = (case[name].tolist() for name in ("op", "t_us", "node", "key"))
    rows = zip(*columns, strict=True)
    return [*head, *(f"{_OPERATIONS[op]} {t} {node} {key}" for op, t, node, key in rows)]


def _read_replay(text: list[str]) -> Case:
    words = lines.Words(
        text, numbers=(*_SIZES, *_TTLS, *_OTHERWISE_ZERO), rows=dict.fromkeys(_OPERATIONS, 3)
    )
    values = [values for _, values in words.rows]
    t_us, node, key = np.array(values, np.int64).reshape(-1, 3).T
    op = [_OPERATIONS.index(word) for word, _ in words.rows]
    return {
        "t_us": np.ascontiguousarray(t_us),
        "node": _within(node, np.int16, "node"),
        "key": _within(key, np.int32, "key"),
        "op": np.array(op, np.uint8),
        **_numbers(words, _SIZES | {name: name for name in _TTLS}),
        **{name: words.number(name, usual=0) for name in _OTHERWISE_ZERO},
    }


def _tell_step(case: Case) -> list[str]:
    told = _told(_POLICY, case)
    if case.get(TWO_ALIVE):
        told.append("alive 2")
    for number, batch in enumerate(case["batches"]):
        told += ["batch"] if number else []
        quiet = 0
        for key in [*batch["keys"].tolist(), None]:
            if key == _NOBODY:
                quiet += 1
                continue
            if quiet:
                told.append(f"nobody {quiet}")
            quiet = 0
            if key is not None:
                told.append({_BREAKS: "breaks", _REPAIRED: "repaired"}.get(key, f"ask {key}"))
    return told


def _read_step(text: list[str]) -> Case:
    words = lines.Words(
        text,
        numbers=(*_POLICY, "alive"),
        rows={"ask": 1, "nobody": 1, "breaks": 0, "repaired": 0, "batch": 0},
    )
    batches: list[list[int]] = [[]]
    for word, values in words.rows:
        if word == "batch":
            batches.append([])
        elif word == "nobody":
            if not 0 <= values[0] <= _LONGEST_MS:
                raise ValueError(f"nobody asks for 0 to {_LONGEST_MS} ms, not for {values[0]}")
            batches[-1] += [_NOBODY] * values[0]
        elif word == "ask" and values[0] < 0:
            raise ValueError(f"keys are at least 0, not {values[0]}")
        else:
            batches[-1].append(_NEWS[word] if word in _NEWS else values[0])
    alive = words.number("alive", usual=1)
    if alive not in (1, 2):
        raise ValueError(f"1 or 2 policies are alive, not {alive}")
    return {
        **_numbers(words, _POLICY),
        "batches": [{"keys": np.array(batch, np.int64)} for batch in batches],
        **({TWO_ALIVE: True} if alive == 2 else {}),
    }


TEXTS = {
    "two_tiers": CaseText(_tell_two_tiers, _read_two_tiers),
    "replay": CaseText(_tell_replay, _read_replay),
    "step": CaseText(_tell_step, _read_step),
}
