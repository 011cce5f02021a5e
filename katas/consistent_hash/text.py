"""Cases of consistent-hash as lines: the nodes and what is asked, or what happens to a placement.

bits 16                         node 7
node 3 2    # with 2 vnodes     node 8
key 7                           lookup 5
key 10                          add 9
                                batch       # the events of the next batch follow
                                remove 8
"""

from __future__ import annotations

import numpy as np

from harness.kata import TWO_ALIVE, Case, CaseText
from katas import lines

from .streams import numbered

_WORDS = ("lookup", "add", "remove")
"""In the order of their kinds."""


def _ring(**numbers: str) -> CaseText:
    """The text of a function on the ring; `numbers` are words and the names of more numbers."""
    named = {"bits": "bits", **numbers}

    def tell(case: Case) -> list[str]:
        head = [f"{word} {case[name]}" for word, name in named.items()]
        nodes = lines.told("node", case["node"], case["vnodes"])
        return [*head, *nodes, *lines.told("key", case["keys"])]

    def read(text: list[str]) -> Case:
        words = lines.Words(text, tuple(named), {"node": 2, "key": 1})
        node, vnodes = words.columns("node", np.int32)
        case = {"node": node, "vnodes": vnodes, "keys": words.columns("key", np.uint64)[0]}
        return case | {name: words.number(word) for word, name in named.items()}

    return CaseText(tell, read)


def _tell_jump(case: Case) -> list[str]:
    return [f"buckets {case['buckets']}", *lines.told("key", case["keys"])]


def _read_jump(text: list[str]) -> Case:
    words = lines.Words(text, ("buckets",), {"key": 1})
    return {"keys": words.columns("key", np.uint64)[0], "buckets": words.number("buckets")}


def _tell_placement(case: Case) -> list[str]:
    told = ["two_alive"] * bool(case.get(TWO_ALIVE)) + lines.told("node", case["node"])
    for number, batch in enumerate(case["batches"]):
        told += ["batch"] * (number > 0)
        events = zip(batch["kind"].tolist(), batch["arg"].tolist(), strict=True)
        told += [f"{_WORDS[kind]} {arg}" for kind, arg in events]
    return told


def _read_placement(text: list[str]) -> Case:
    words = lines.Words(
        text, (), {"two_alive": 0, "node": 1, "batch": 0} | dict.fromkeys(_WORDS, 1)
    )
    parts: list[list[tuple[int, int]]] = [[]]
    for word, numbers in words.rows:
        if word == "batch":
            parts.append([])
        elif word in _WORDS:
            parts[-1].append((_WORDS.index(word), numbers[0]))
    batches = [
        {
            "kind": np.array([kind for kind, _ in part], np.uint8),
            "arg": np.array([arg for _, arg in part], np.uint64),
        }
        for part in parts
    ]
    case = numbered({"node": words.columns("node", np.int32)[0], "batches": batches})
    alive = any(word == "two_alive" for word, _ in words.rows)
    return case | ({TWO_ALIVE: True} if alive else {})


TEXTS: dict[str, CaseText] = {
    "lookup": _ring(),
    "replicas": _ring(r="r"),
    "bounded": _ring(numerator="numerator", denominator="denominator"),
    "Placement": CaseText(_tell_placement, _read_placement),
    "jump": CaseText(_tell_jump, _read_jump),
}
