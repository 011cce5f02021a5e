"""Whether the windows of a timed workload are new to who has seen those before: what comes again
can be remembered, and a solution that remembers looks faster than it is.

Contents are compared and not places: runs of neighbours as they are, from their first one on (an
offset), as bits that differ from it (other names by xor), and by how long ago each came before
(any other names). So rows that are dealt anew, turned or renamed are found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from harness.author.seeds import Matrix
from harness.binding import flatten
from harness.catalog import Entry
from harness.judge.replay import inputs
from harness.kata import Case, Level

WINDOWS = 3
RUN = 8
"""Neighbours that are looked at together."""
VARIED_MIN = 5
"""A run with fewer different numbers in it comes again by chance."""
SIZE_MIN = 64
LOOKED_AT = 20_000
SEEN_MAX = 0.01
"""The share of runs that may have been there before."""
NUMBERS_MAX, DENSE = 0.15, 0.05
"""The share of single numbers; where they fill more than DENSE of their range they are not looked
at, and where they crowd in a part of it some come again by chance.
"""
NAMES_MIN = 256
FILTER_BITS = 22


def remembered(matrix: Matrix) -> Iterator[str]:
    """Every array of a timed workload that brings back what was there, and how."""
    for level in matrix.entry.kata.levels:
        if level.score == "speed" and matrix.entry.kata.function_of(level).shape == "batch":
            for name in level.workloads:
                yield from _of_workload(matrix, level, name)


def _of_workload(matrix: Matrix, level: Level, name: str) -> Iterator[str]:
    workload, rng = matrix.entry.workloads[name], matrix.secret.generator("fresh", name)
    following = inputs(workload, workload.make(rng), rng, 1)
    *before, last = [case for _ in range(WINDOWS) for case in next(following)]
    for array in _given(matrix.entry, level, last):
        for how, share, most in seen_before([case[array] for case in before], last[array]):
            if share > most:
                yield (
                    f"{name}: {share:.0%} of {array} was there before {how}; let every window be "
                    "made of what nobody has seen"
                )


def _given(entry: Entry, level: Level, case: Case) -> list[str]:
    """The input arrays of a call that are worth remembering: long ones, but for those that only say
    where the rows of another begin.
    """
    names = [
        parameter.name
        for parameter in flatten(entry.kata.function_of(level).parameters)
        if parameter.kind in ("in", "inout")
    ]
    sizes = {np.size(case[name]) for name in names}
    return [
        name
        for name in names
        if np.size(case[name]) >= SIZE_MIN and not _says_where(case[name], sizes)
    ]


def _says_where(array: np.ndarray, sizes: set[int]) -> bool:
    flat = array.reshape(-1)
    rises = bool((flat[1:] >= flat[:-1]).all())
    return rises and flat[0] == 0 and int(flat[-1]) in sizes


def seen_before(before: list[np.ndarray], last: np.ndarray) -> Iterator[tuple[str, float, float]]:
    """In which form how much of an array was in earlier ones, and how much may have been."""
    numbers = [_numbers(each) for each in (*before, last)]
    if numbers[-1] is not None:
        *old, new = [each for each in numbers if each is not None]
        for how, form in FORMS.items():
            share = _share(np.concatenate([form(each) for each in old]), form(new))
            yield how, share, SEEN_MAX
        yield "number by number", _sparse_share(np.concatenate(old), new), NUMBERS_MAX


def _numbers(array: np.ndarray) -> np.ndarray | None:
    """As integers, one after the other; None for flags and small numbers."""
    flat = np.ascontiguousarray(array).reshape(-1)
    if flat.dtype.kind == "f":
        return flat.astype(np.float64).view(np.int64)
    return flat.astype(np.int64) if flat.dtype.itemsize >= 4 else None


def _runs(
    values: np.ndarray, relative: Callable[[np.ndarray, np.ndarray], np.ndarray]
) -> np.ndarray:
    """A hash of every run in which enough differs; `relative` of its numbers to its first."""
    if len(values) < RUN:
        return np.zeros(0, np.uint64)
    runs = np.lib.stride_tricks.sliding_window_view(values, RUN)
    steps = np.sort(runs, axis=1)
    varied = 1 + (np.diff(steps, axis=1) != 0).sum(axis=1) >= VARIED_MIN
    steady = (np.diff(runs, n=2, axis=1) == 0).all(axis=1)  # 1, 2, 3 ... and 5, 10, 15 ...
    runs = runs[varied & ~steady]
    factors = np.random.default_rng(8).integers(1, 2**64, RUN, np.uint64) | np.uint64(1)
    hashed = np.zeros(len(runs), np.uint64)
    for place in range(RUN):
        hashed += relative(runs[:, place], runs[:, 0]).astype(np.uint64) * factors[place]
    return hashed


def _waits(values: np.ndarray) -> np.ndarray:
    """How many places ago each number came before; 0 where it is new. Of few names nothing, for
    their waits are short and come again by chance.
    """
    if len(np.unique(values)) < NAMES_MIN:
        return np.zeros(0, np.int64)
    order = np.argsort(values, kind="stable")
    waits = np.zeros(len(values), np.int64)
    same = values[order[1:]] == values[order[:-1]]
    waits[order[1:][same]] = (order[1:] - order[:-1])[same]
    return waits


FORMS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "as it is": lambda values: _runs(values, lambda each, _: each),
    "but for an offset": lambda values: _runs(values, np.subtract),
    "but for names by xor": lambda values: _runs(values, np.bitwise_xor),
    "but for names": lambda values: _runs(_waits(values), lambda each, _: each),
}


def _share(old: np.ndarray, new: np.ndarray) -> float:
    """The share of some of the new hashes that are among the old."""
    some = new[:: max(1, len(new) // LOOKED_AT)]
    if len(some) < SIZE_MIN:
        return 0.0
    bits = np.uint64((1 << FILTER_BITS) - 1)
    maybe = np.zeros(1 << FILTER_BITS, np.bool_)
    maybe[some & bits] = True
    return float(np.isin(some, old[maybe[old & bits]]).mean())


def _sparse_share(old: np.ndarray, new: np.ndarray) -> float:
    """The share of different numbers that were there, where they are few of many."""
    different, known = np.unique(new), np.unique(old)
    span = float(different[-1]) - float(different[0]) + 1
    if len(different) < SIZE_MIN or (len(different) + len(known)) / span > DENSE:
        return 0.0
    return float(np.isin(different, known).mean())
