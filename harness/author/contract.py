"""Whether every case keeps to the kata's contract, and is told as lines and read again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np

from harness import binding
from harness.author.parallel import together
from harness.author.seeds import Matrix
from harness.catalog import Entry, case_text, digests, domain
from harness.errors import KataError
from harness.kata import Case, Function

NEEDED = {"contract": ("VALID", "REACHES", "AT_FULL_SIZE", "UNREACHED"), "text": ("TEXTS",)}
TOLD_DRAWS = 10


def missing(entry: Entry) -> Iterator[str]:
    """What contract.py, text.py and the cases' ANYTHING lack."""
    for part, names in NEEDED.items():
        module = entry.module(part)
        for name in names:
            if not hasattr(module, name):
                yield f"{part}.py has no {name}; docs/author.md says what it holds"
    for function in entry.kata.functions:
        if function.name not in getattr(entry.contract, "VALID", {}):
            yield f"contract.py: VALID has nothing for {function.name}"
        if function.name not in getattr(entry.module("text"), "TEXTS", {}):
            yield f"text.py: TEXTS has nothing for {function.name}"
    for level in entry.kata.levels:
        if entry.anything(level) is None:
            yield f"cases: ANYTHING has nothing for {level.function}; draw all that may come"


def broken(matrix: Matrix, seeds: range) -> Iterator[str]:
    """Families, long histories, draws and workloads that break a clause, or are not read as told:
    the first of each. Told of a long history: one, and none where one seed is asked for.
    """
    entry = matrix.entry
    for level in entry.kata.levels:
        function = entry.kata.function_of(level)
        for name in entry.families(level):
            yield from _first(name, (_fault(entry, function, matrix.case(name, i)) for i in seeds))
        for name in entry.depth(level):
            yield from _first(name, [_fault(entry, function, matrix.case(name, 0), len(seeds) > 1)])
        make = entry.anything(level)
        assert make is not None, "the gate has held the kata to it"
        draws = (
            _fault(entry, function, make(matrix.secret.generator("anything", level.name, i)))
            for i in range(TOLD_DRAWS * len(seeds))
        )
        yield from _first(f"anything for {level.name}", draws)
    named = [(level, name) for level in entry.kata.levels for name in level.workloads]
    for fault in together(lambda one: _of_workload(matrix, *one), named):
        yield from fault


def _first(name: str, faults: Iterable[str | None]) -> Iterator[str]:
    """The first of the faults there are: the others say nothing new."""
    fault = next(filter(None, faults), None)
    if fault:
        yield f"{name}: {fault}"


def _of_workload(matrix: Matrix, level: Any, name: str) -> list[str]:
    """Full size keeps to the contract too; nobody reads it as lines."""
    rng = matrix.secret.generator("contract", name)
    workload = matrix.entry.workloads[name]
    case = workload.make(rng)
    following = [case] + ([workload.vary(rng, case)] if workload.vary else [])
    function = matrix.entry.kata.function_of(level)
    clauses = [domain.broken_clause(matrix.entry, function, each) for each in following]
    return [f"{name}: it breaks the contract: {clause}" for clause in clauses if clause][:1]


def _fault(entry: Entry, function: Function, case: Case, is_told: bool = True) -> str | None:
    clause = domain.broken_clause(entry, function, case)
    if clause:
        return f"it breaks the contract: {clause}; mend the case, or widen the contract"
    if not is_told:
        return None
    try:
        text = case_text.told(entry, function, case)
        _, again = case_text.read(entry, text)
    except KataError as error:
        return f"its text cannot be read: {error}"
    if digests.digest(again) != digests.digest(case):
        return f"its text makes another case: {_difference(case, again)} differs"
    return None


def _difference(case: Case, again: Case) -> str:
    """The first key whose value is not what it was."""
    for name in {**case, **again}:
        if name == "batches" and len(case[name]) == len(again[name]):
            pairs = zip(case[name], again[name], strict=True)
            found = [f"{_difference(*pair)} of batch {i}" for i, pair in enumerate(pairs)]
            found = [each for each in found if not each.startswith("nothing")]
            if found:
                return found[0]
        elif name not in case or name not in again:
            return name
        elif digests.digest(case[name]) != digests.digest(again[name]):
            types = [f"{type(each[name]).__name__} {_dtype(each[name])}" for each in (case, again)]
            return f"{name} ({types[0]}, then {types[1]})"
    return "nothing that can be named"


def _dtype(value: Any) -> str:
    text = f"{value.dtype}{[*value.shape]}" if isinstance(value, np.ndarray) else repr(value)
    return text[:40]


# what a person reads


def unsaid_bounds(entry: Entry) -> Iterator[str]:
    """Bounds of the domains that brief or starter do not name."""
    texts = {"README.md": entry.brief, "starter.py": entry.starter.read_text(encoding="utf-8")}
    for name, text in texts.items():
        numbers = {re.sub(r"[,_ ]", "", found) for found in re.findall(r"\d[\d,_]*", text)}
        for function in entry.kata.functions:
            for what, end in _ends(function):
                if not _said(end, text, numbers):
                    yield (
                        f"{name} does not say that {what} of {function.name} may be {end:,}; "
                        "say it, or correct kata.py"
                    )


def _ends(function: Function) -> Iterator[tuple[str, int]]:
    """The ends that are numbers of one's own: not those of a dtype, nor 0 and 1."""
    flat = [*binding.flatten(function.build), *binding.flatten(function.parameters)]
    for each in flat:
        for end in (each.low, each.high):
            if isinstance(end, int) and end not in (0, 1, *domain.of_dtype(each)):
                yield each.name, end
    for size, ends in function.sizes.items():
        for end in ends:
            if isinstance(end, int) and end not in (0, 1):
                yield size, end


def _said(end: int, text: str, numbers: set[str]) -> bool:
    """In digits, or as a power of two or ten, or one less than that."""
    spelled = [str(abs(end))]
    for base in (2, 10):
        for power in range(3, 64):
            for less in (0, 1, 2):
                if abs(end) == base**power - less:
                    tail = f" - {less}" if less else ""
                    spelled += [f"{base}**{power}{tail}", f"{base}^{power}{tail}"]
    return spelled[0] in numbers or any(each in text for each in spelled[1:])
