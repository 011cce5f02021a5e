"""Whether a case keeps to its contract: to the domains of kata.py, and to what relates them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from harness import binding
from harness.catalog.entry import Entry
from harness.errors import AuthorError
from harness.kata import Bound, Case, Function, Parameter

_NAMED = re.compile(r"([A-Za-z_]\w*)\s*(?:([+-])\s*(\d+))?")
Values = tuple[Parameter, Any, float, float]
"""A parameter, its value in one call of a case, and the least and the most it may hold there."""


def broken_clause(entry: Entry, function: Function, case: Case) -> str | None:
    """Which clause of its contract a case breaks, in a sentence: of the domains in kata.py, or of
    the kata's contract.py.

    AuthorError where the case does not even fit the call.
    """
    clause: str | None = outside(function, case) or entry.contract.VALID[function.name](case)
    return clause


def outside(function: Function, case: Case) -> str | None:
    """What lies outside its domain, in a sentence; None where all lies within."""
    for where, names in _calls(function, case):
        for dimension, ends in function.sizes.items():
            if dimension in names:
                least, most = (bound(end, names) for end in ends)
                if not least <= names[dimension] <= most:
                    return (
                        f"{dimension} is {names[dimension]:,}{where}; "
                        f"it may be {least:,} to {most:,}"
                    )
    for parameter, value, low, high in values(function, case):
        flat = np.asarray(value).reshape(-1)
        wrong = np.flatnonzero((flat < low) | (flat > high))
        if len(wrong):
            i = int(wrong[0])
            name = parameter.name if parameter.kind == "scalar" else f"{parameter.name}[{i}]"
            return f"{name} is {flat[i].item():,}; it may be {low:,} to {high:,}"
    return None


def values(function: Function, case: Case) -> Iterator[Values]:
    """Everything that comes in, call by call, with the ends of its domain."""
    built = [each for each in binding.flatten(function.build) if each.kind in ("in", "scalar")]
    given = [
        each
        for each in binding.flatten(function.parameters)
        if each.kind in ("in", "inout", "scalar")
    ]
    names = _names(function.build, case)
    yield from _ends(built, case, names)
    for step in binding.steps_of(case):
        yield from _ends(given, step, {**names, **_names(function.parameters, step)})


def _ends(parameters: list[Parameter], case: Case, names: Mapping[str, int]) -> Iterator[Values]:
    for each in parameters:
        low, high = of_dtype(each)
        yield (
            each,
            case[each.name],
            low if each.low is None else bound(each.low, names),
            high if each.high is None else bound(each.high, names),
        )


def of_dtype(parameter: Parameter) -> tuple[float, float]:
    """The least and the most that the dtype holds; no bound for floats."""
    dtype = np.dtype(parameter.spec.partition("[")[0])
    if dtype.kind == "b":
        return 0, 1
    if dtype.kind in "iu":
        ends = np.iinfo(dtype)
        return int(ends.min), int(ends.max)
    return -np.inf, np.inf


def bound(end: Bound, names: Mapping[str, float]) -> int | float:
    """An end of a domain as a number; AuthorError where it names what the case does not have."""
    if not isinstance(end, str):
        return end
    found = _NAMED.fullmatch(end)
    if not found or found[1] not in names:
        raise AuthorError(f"kata.py: nothing in the case says what the bound {end!r} is")
    return names[found[1]] + int(f"{found[2] or '+'}{found[3] or 0}")


def sizes(function: Function, case: Case) -> Iterator[dict[str, int]]:
    """The named dimensions and numbers of each call."""
    for _, names in _calls(function, case):
        yield names


def _calls(function: Function, case: Case) -> Iterator[tuple[str, dict[str, int]]]:
    """The names of each call, and where it stands in the case."""
    names = _names(function.build, case)
    steps = binding.steps_of(case)
    for number, step in enumerate(steps):
        where = f" in batch {number}" if "batches" in case else ""
        yield where, {**names, **_names(function.parameters, step)}


def _names(parameters: Any, case: Case) -> dict[str, int]:
    """Dimensions, and numbers of the case by their name."""
    return binding.dimensions(parameters, case) if parameters else {}
