"""A case of snowflake as lines: what is given, and then what comes, in its order.

    snowflake unpack            snowflake generate              snowflake generate_many
    layout 0                    worker 3                        max_drift_ms 2
    id 362387865620487          last 1288834974662 4095         last 3 1288834974662 17
                                ask 1288834974663               ask 3 1288834974661

    snowflake Fleet
    lease_ms 10
    max_drift_ms 0
    process 3 0                 # process 0: worker 3, and a new disk
    ask 0 1288834974662
    batch                       # what follows comes in the next batch
    restart 0 1288834974663

`last` is the state, time and sequence; in `generate_many` with its worker, and only of workers
that have issued. `two_alive 1` says that another fleet gets each batch first.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from harness.kata import TWO_ALIVE, Case, CaseText
from katas import lines

from .constants import N_WORKERS, REQUEST, RESTART

_WORDS = {"ask": REQUEST, "restart": RESTART}


def _lines(text: list[str], numbers: list[str], rows: Mapping[str, int]) -> lines.Words:
    return lines.Words(text, numbers=numbers, rows=rows)


def _tell_unpack(case: Case) -> list[str]:
    return [f"layout {case['layout']}", *lines.told("id", case["ids"])]


def _read_unpack(text: list[str]) -> Case:
    words = _lines(text, ["layout"], {"id": 1})
    (ids,) = words.columns("id")
    return {"ids": ids, "layout": words.number("layout")}


def _tell_generate(case: Case) -> list[str]:
    last = "last {} {}".format(*case["state"].tolist())
    return [f"worker {case['worker']}", last, *lines.told("ask", case["clock_ms"])]


def _read_generate(text: list[str]) -> Case:
    words = _lines(text, ["worker"], {"last": 2, "ask": 1})
    states = [values for word, values in words.rows if word == "last"]
    if len(states) > 1:
        raise ValueError("there is one state, and 'last' stands twice")
    (clock,) = words.columns("ask")
    state = np.array(states[0] if states else [-1, 0], np.int64)
    return {"clock_ms": clock, "worker": words.number("worker"), "state": state}


def _tell_generate_many(case: Case) -> list[str]:
    state = case["state"]
    known = np.flatnonzero((state != [-1, 0]).any(axis=1))
    return [
        f"max_drift_ms {case['max_drift_ms']}",
        *lines.told("last", known, *state[known].T),
        *lines.told("ask", case["worker"], case["clock_ms"]),
    ]


def _read_generate_many(text: list[str]) -> Case:
    words = _lines(text, ["max_drift_ms"], {"last": 3, "ask": 2})
    known, *last = words.columns("last")
    if len(known) and not 0 <= known.min() <= known.max() < N_WORKERS:
        raise ValueError("a state is of a worker from 0 to 1023")
    if len(set(known.tolist())) < len(known):
        raise ValueError("'last' stands twice for one worker")
    state = np.tile(np.array([-1, 0]), (N_WORKERS, 1))
    state[known] = np.stack(last, axis=1)
    worker, clock = words.columns("ask")
    drift = words.number("max_drift_ms")
    return {
        "clock_ms": clock,
        "worker": np.array(worker.tolist(), np.int16),
        "max_drift_ms": drift,
        "state": state,
    }


def _tell_fleet(case: Case) -> list[str]:
    told = [f"{name} {case[name]}" for name in ("lease_ms", "max_drift_ms")]
    told += ["two_alive 1"] if case.get(TWO_ALIVE) else []
    told += lines.told("process", case["worker"], case["lease_end_ms"])
    names = {kind: word for word, kind in _WORDS.items()}
    for number, batch in enumerate(case["batches"]):
        told += ["batch"] if number else []
        columns = (batch[name].tolist() for name in ("kind", "process", "clock_ms"))
        told += [f"{names[kind]} {p} {clock}" for kind, p, clock in zip(*columns, strict=True)]
    return told


def _read_fleet(text: list[str]) -> Case:
    numbers = ["lease_ms", "max_drift_ms", "two_alive"]
    words = _lines(text, numbers, {"process": 2, "ask": 2, "restart": 2, "batch": 0})
    worker, ends = words.columns("process")
    batches: list[list[tuple[int, ...]]] = [[]]
    for word, values in words.rows:
        if word == "batch":
            batches.append([])
        elif word != "process":
            batches[-1].append((_WORDS[word], *values))
    case: Case = {
        "worker": np.array(worker.tolist(), np.int16),
        "lease_end_ms": ends,
        "lease_ms": words.number("lease_ms"),
        "max_drift_ms": words.number("max_drift_ms"),
        "batches": [_batch(events) for events in batches],
    }
    return {**case, TWO_ALIVE: True} if words.number("two_alive", 0) else case


def _batch(events: list[tuple[int, ...]]) -> Case:
    kind, process, clock = np.array(events, np.int64).reshape(-1, 3).T
    return {
        "kind": kind.astype(np.uint8),
        "process": np.array(process.tolist(), np.int32),
        "clock_ms": np.ascontiguousarray(clock),
    }


TEXTS = {
    "unpack": CaseText(_tell_unpack, _read_unpack),
    "generate": CaseText(_tell_generate, _read_generate),
    "generate_many": CaseText(_tell_generate_many, _read_generate_many),
    "Fleet": CaseText(_tell_fleet, _read_fleet),
}
