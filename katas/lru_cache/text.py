"""Cases of lru-cache as lines: a cache, and what happens to it.

capacity 2
put 1 10            # key 1, value 10
get 1
batch               # the operations of the next batch follow
delete 1
"""

from __future__ import annotations

import numpy as np

from harness.kata import TWO_ALIVE, Case, CaseText
from katas import lines

from .cases.chunks import CHUNK, in_chunks
from .operations import NAMES, PUT

_OF_POLICY = {"capacity": "capacity", "keys": "n_keys", "seed": "seed"}


def _tell_replay(case: Case) -> list[str]:
    return [f"capacity {case['capacity']}", *lines.told("request", case["keys"])]


def _read_replay(text: list[str]) -> Case:
    words = lines.Words(text, numbers=("capacity",), rows={"request": 1})
    return {"keys": words.columns("request")[0], "capacity": words.number("capacity")}


def _tell_curve(case: Case) -> list[str]:
    return lines.told("request", case["keys"])


def _read_curve(text: list[str]) -> Case:
    return {"keys": lines.Words(text, rows={"request": 1}).columns("request")[0]}


def _tell_stream(case: Case) -> list[str]:
    told = [f"capacity {case['capacity']}", *_two_alive(case)]
    for number, batch in enumerate(case["batches"]):
        told += ["batch"] * (number > 0)
        columns = (batch[name].tolist() for name in ("op", "key", "value"))
        for op, key, value in zip(*columns, strict=True):
            told.append(f"{NAMES[op]} {key}" + (f" {value}" if op == PUT else ""))
    return told


def _read_stream(text: list[str]) -> Case:
    widths = {name: 1 + (op == PUT) for op, name in enumerate(NAMES)}
    words = lines.Words(text, ("capacity",), {**widths, "batch": 0, "two_alive": 0})
    batches: list[list[list[int]]] = [[]]
    for word, numbers in words.rows:
        if word == "batch":
            batches.append([])
        elif word in NAMES:
            batches[-1].append([NAMES.index(word), *numbers, 0][:3])
    read = {"capacity": words.number("capacity"), "batches": [_batch(rows) for rows in batches]}
    return read | _alive(words)


def _batch(rows: list[list[int]]) -> Case:
    op, key, value = (np.ascontiguousarray(x) for x in np.array(rows, np.int64).reshape(-1, 3).T)
    return {"op": op.astype(np.uint8), "key": key, "value": value}


def _tell_policy(case: Case) -> list[str]:
    keys = np.concatenate([batch["keys"] for batch in case["batches"]])
    told = lines.told("request", keys)
    if "_trouble" in case:
        told.insert(case["_trouble"][0], "trouble")
    head = [f"{word} {case[name]}" for word, name in _OF_POLICY.items()]
    chunk = len(case["batches"][0]["keys"])
    head += [f"chunk {chunk}"] if chunk > CHUNK else []
    return [*head, *_two_alive(case), *told]


def _read_policy(text: list[str]) -> Case:
    """The chunks follow from the requests."""
    numbers = (*_OF_POLICY, "chunk")
    words = lines.Words(text, numbers, {"request": 1, "trouble": 0, "two_alive": 0})
    keys, chunk = words.columns("request")[0], words.number("chunk", CHUNK)
    if chunk < 1:
        raise ValueError(f"a chunk of {chunk} requests; it has at least 1")
    read: Case = {name: words.number(word) for word, name in _OF_POLICY.items()}
    read |= {"batches": in_chunks(keys, chunk)} | _alive(words)
    told = [word for word, _ in words.rows if word != "two_alive"]
    if "trouble" in told:
        read["_trouble"] = (told.index("trouble"),)
    return read


def _two_alive(case: Case) -> list[str]:
    return ["two_alive"] if case.get(TWO_ALIVE) else []


def _alive(words: lines.Words) -> Case:
    return {TWO_ALIVE: True} if any(word == "two_alive" for word, _ in words.rows) else {}


TEXTS = {
    "replay": CaseText(_tell_replay, _read_replay),
    "LRU": CaseText(_tell_stream, _read_stream),
    "hits_by_capacity": CaseText(_tell_curve, _read_curve),
    "step": CaseText(_tell_policy, _read_policy),
}
