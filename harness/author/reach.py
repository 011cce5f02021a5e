"""How far a kata's cases reach: what of its contract they ask for on every seed.

Of every input both ends, zero, one, what types and masks would cut, equal ones, repeats; of every
size none, one and more than 2^16; and what the kata says of its state. Each is a cell. One that is
not reached on every seed is open, and the gate is red, unless the kata says why it cannot matter.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from harness import binding
from harness.author.seeds import Matrix
from harness.catalog import Entry, domain
from harness.kata import TWO_ALIVE, Bound, Case, Function, Level, Parameter

MASKED_BITS = (8, 16, 32)
"""What is kept in a byte, a short word, half a word: two values that agree in these bits."""
FLOAT_BITS = (24, 53)
"""Beyond them an odd number is no float32, no float64."""
MANY = 2**16
"""More than anybody counts in 16 bits, or keeps in a window of the usual size."""
AT_FULL_SIZE_SEEDS = 2

Calls = list[tuple[np.ndarray, float, float]]
"""The values of one input, call by call, and the ends of its domain there."""
Test = Callable[[Calls], bool]


@dataclass(frozen=True)
class Open:
    """A cell that is not reached, and on how many of the seeds it is."""

    function: str
    cell: str
    reached: int
    seeds: int

    def __str__(self) -> str:
        return (
            f"{self.function}: no case reaches '{self.cell}' on {self.seeds - self.reached} of "
            f"{self.seeds} seeds; add one that does, or say in UNREACHED why it cannot matter"
        )


# cells


def cells(entry: Entry, function: Function) -> list[str]:
    """The names of all cells of a function."""
    names = [
        f"{each.name} {cell}"
        for each in inputs_of(function)
        for cell in _of_values(each, *extent(function, each))
    ]
    names += [cell for size in function.sizes for cell in _of_sizes(function, size)]
    if function.shape in ("stream", "policy"):
        names += ["several batches", "two alive"]
    return names + list(entry.contract.REACHES.get(function.name, {}))


def reached(entry: Entry, function: Function, case: Case) -> set[str]:
    """The cells that a case reaches."""
    found: set[str] = set()
    calls: dict[str, Calls] = {}
    for each, value, low, high in domain.values(function, case):
        flat = np.asarray(value).reshape(-1)
        calls.setdefault(each.name, []).append((flat, low, high))
    for each in inputs_of(function):
        of_values = _of_values(each, *extent(function, each))
        found |= {
            f"{each.name} {cell}" for cell, test in of_values.items() if test(calls[each.name])
        }
    found |= _sizes_reached(function, case)
    if len(case.get("batches", ())) > 1:
        found.add("several batches")
    if case.get(TWO_ALIVE):
        found.add("two alive")
    own: Mapping[str, Callable[[Case], bool]] = entry.contract.REACHES.get(function.name, {})
    return found | {cell for cell, test in own.items() if test(case)}


def inputs_of(function: Function) -> list[Parameter]:
    """Everything that comes in."""
    flat = [*binding.flatten(function.build), *binding.flatten(function.parameters)]
    return [each for each in flat if each.kind in ("in", "inout", "scalar")]


def _of_values(each: Parameter, low: float, high: float) -> dict[str, Test]:
    """What the values of an input may reach, by the ends of its domain."""
    tests: dict[str, Test] = {}
    if np.isfinite(low) and np.isfinite(high):
        tests["lowest"] = lambda calls: any((flat == least).any() for flat, least, _ in calls)
        tests["highest"] = lambda calls: any((flat == most).any() for flat, _, most in calls)
        tests |= {str(n): partial(_has, n) for n in (0, 1) if low < n < high}
        wide = max(-low, high)
        tests |= {
            f"odd beyond 2^{bits}": partial(_odd_beyond, bits)
            for bits in FLOAT_BITS
            if wide > 2**bits + 1
        }
    if each.kind != "scalar":
        tests |= {
            f"equal in {bits} bits": partial(_alike, bits)
            for bits in MASKED_BITS
            if high - low >= 2**bits
        }
        if each.spec.count(",") == 0:
            tests |= {"equal neighbours": _equal_neighbours, "repeats": _repeats}
    return tests


def _has(number: int, calls: Calls) -> bool:
    return any(bool((flat == number).any()) for flat, _, _ in calls)


def _odd_beyond(bits: int, calls: Calls) -> bool:
    return any(bool(((flat % 2 == 1) & (np.abs(flat) > 2**bits)).any()) for flat, _, _ in calls)


def _alike(bits: int, calls: Calls) -> bool:
    """Two different values that agree in their lowest bits."""
    different = np.unique(np.concatenate([flat for flat, _, _ in calls]))
    return len(np.unique(different.astype(np.int64) & (2**bits - 1))) < len(different)


def _equal_neighbours(calls: Calls) -> bool:
    return any(bool((flat[1:] == flat[:-1]).any()) for flat, _, _ in calls)


def _repeats(calls: Calls) -> bool:
    """A value that comes again after another."""
    flat = np.concatenate([flat for flat, _, _ in calls])
    begins = flat[np.append(True, flat[1:] != flat[:-1])] if len(flat) else flat
    return len(np.unique(begins)) < len(begins)


def _of_sizes(function: Function, size: str) -> list[str]:
    low, high = (_extreme(function, function.sizes[size][top], top) for top in (0, 1))
    found = [f"{size} {number}" for number in (0, 1) if low <= number <= high]
    return [*found, f"{size} beyond 2^16"] if high > MANY else [*found, f"{size} {high:.0f}"]


def _sizes_reached(function: Function, case: Case) -> set[str]:
    """Of a stream, what counts as many is the sum of its batches."""
    found: set[str] = set()
    together: dict[str, int] = {}
    for names in domain.sizes(function, case):
        for size in function.sizes:
            if size in names:
                found.add(f"{size} {names[size]}")
                together[size] = together.get(size, 0) + names[size]
    return found | {f"{size} beyond 2^16" for size, total in together.items() if total > MANY}


def extent(function: Function, each: Parameter) -> tuple[float, float]:
    """The least and the most that an input may ever be."""
    low, high = domain.of_dtype(each)
    return (
        low if each.low is None else _extreme(function, each.low, 0),
        high if each.high is None else _extreme(function, each.high, 1),
    )


def _extreme(function: Function, end: Bound, top: int) -> float:
    """An end of a domain as a number; where it names an input or a size, by their domain."""
    if not isinstance(end, str):
        return end
    names = {
        each.name: extent(function, each)[top]
        for each in inputs_of(function)
        if each.kind == "scalar"
    }
    names |= {size: _extreme(function, ends[top], top) for size, ends in function.sizes.items()}
    return domain.bound(end, names)


# who is open


def open_cells(matrix: Matrix, seeds: range) -> Iterator[Open]:
    """The cells of small cases and long histories that no case reaches on some seed, but for those
    of which the kata says why they cannot matter.
    """
    for function in matrix.entry.kata.functions:
        found = [_on_seed(matrix, function, seed) for seed in seeds]
        deep = [_deep_on_seed(matrix, function, seed) for seed in seeds[: matrix.deep_seeds]]
        always = set.intersection(*deep)
        for cell in cells(matrix.entry, function):
            count = sum(cell in one or cell in always for one in found)
            if count < len(seeds) and not excused(matrix.entry, function, cell):
                yield Open(function.name, cell, count, len(seeds))


def _levels(entry: Entry, function: Function) -> list[Level]:
    return [level for level in entry.kata.levels if level.function == function.name]


def _on_seed(matrix: Matrix, function: Function, seed: int) -> set[str]:
    names = [name for one in _levels(matrix.entry, function) for name in matrix.entry.families(one)]
    every = [reached(matrix.entry, function, matrix.case(name, seed)) for name in names]
    return set().union(*every)


def _deep_on_seed(matrix: Matrix, function: Function, seed: int) -> set[str]:
    names = [name for one in _levels(matrix.entry, function) for name in matrix.entry.depth(one)]
    every = [reached(matrix.entry, function, matrix.case(name, seed)) for name in names]
    return set().union(*every)


def excused(entry: Entry, function: Function, cell: str) -> str:
    """Why a cell cannot matter, as the kata says it; nothing where it does not."""
    reasons: Mapping[str, str] = entry.contract.UNREACHED.get(function.name, {})
    return next((why for name, why in reasons.items() if fnmatch.fnmatchcase(cell, name)), "")


def idle_excuses(
    matrix: Matrix, seeds: range, mistakes: Callable[[Entry, Function], list[str]]
) -> Iterator[str]:
    """Reasons for cells that there are none of, or that are reached; those for one of the automatic
    `mistakes` are held to it where that is tried.
    """
    entry = matrix.entry
    for function in entry.kata.functions:
        names, found = cells(entry, function), [_on_seed(matrix, function, seed) for seed in seeds]
        reasons: Mapping[str, str] = entry.contract.UNREACHED.get(function.name, {})
        tried = mistakes(entry, function)
        for pattern, why in reasons.items():
            if why and any(fnmatch.fnmatchcase(name, pattern) for name in tried):
                continue
            meant = [cell for cell in names if fnmatch.fnmatchcase(cell, pattern)]
            if not meant or not why or all(cell in one for cell in meant for one in found):
                yield f"UNREACHED[{function.name!r}]: {pattern!r} excuses nothing; remove it"


def open_at_full_size(matrix: Matrix) -> Iterator[str]:
    """What a kata says that its workloads reach, and they do not."""
    stated: Mapping[str, Mapping[str, Callable[[Case], bool]]] = matrix.entry.contract.AT_FULL_SIZE
    for level in matrix.entry.kata.levels:
        for name in level.workloads:
            for seed in range(AT_FULL_SIZE_SEEDS if stated.get(level.name) else 0):
                rng = matrix.secret.generator("reach", name, seed)
                case: Any = matrix.entry.workloads[name].make(rng)
                for cell, test in stated[level.name].items():
                    if not test(case):
                        yield f"{level.name}: {name} does not reach '{cell}', seed {seed}; mend it"


def told(entry: Entry) -> str:
    """How many cells there are, and how many of them the kata says cannot matter."""
    every = [(one, cell) for one in entry.kata.functions for cell in cells(entry, one)]
    without = sum(bool(excused(entry, one, cell)) for one, cell in every)
    at_full_size = sum(map(len, entry.contract.AT_FULL_SIZE.values()))
    return (
        f"{len(every) - without} cells reached on every seed and {at_full_size} at full size; "
        f"{without} cannot matter"
    )


def excuses(entry: Entry) -> Iterator[str]:
    """Each cell that cannot matter, and why."""
    for function in entry.kata.functions:
        for cell in cells(entry, function):
            why = excused(entry, function, cell)
            if why:
                yield f"{function.name}, {cell}: {why}"
