"""Is an answer right, and if not, which named check says what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from harness.kata import Answers, Case, Check, Level

Finding = tuple[str, str]
"""The name of the check that failed, and its sentence."""


def first_fault(
    checks: Sequence[Check], level: Level, case: Case, expected: Answers | None, got: Answers
) -> Finding | None:
    """None where the answer is right.

    Unique answers are compared whole; the checks then only name the difference. Where properties
    decide, `expected` is None or the reference's answer, which is one of many.
    """
    if level.answers == "unique" and expected is not None and equal(expected, got):
        return None
    for check in checks:
        sentence = check(case, expected, got)
        if sentence is not None:
            return check.__name__, sentence
    if expected is None or level.answers == "properties":
        return None
    return "answer", difference(expected, got)


def equal(expected: Answers, got: Answers) -> bool:
    """Whether all outputs are the same."""
    return all(same(expected[name], got[name]) for name in expected)


def same(expected: np.ndarray, got: np.ndarray) -> bool:
    """Equal in every place. Memory is compared as it lies, so NaN equals only the same NaN."""
    return bool(expected.shape == got.shape and np.array_equal(_words(expected), _words(got)))


def _words(values: np.ndarray) -> np.ndarray:
    """The bytes of an array, eight at a time where they come out even."""
    flat: np.ndarray[Any, Any] = np.ascontiguousarray(values).reshape(-1)
    return flat.view(np.uint64 if flat.nbytes % 8 == 0 else np.uint8)


def difference(expected: Answers, got: Answers) -> str:
    """The first place where two answers differ, in words."""
    for name, wanted in expected.items():
        differs = np.argwhere(wanted != got[name])
        if len(differs):
            place = tuple(int(i) for i in differs[0])
            where = ", ".join(map(str, place))
            return f"{name}[{where}]: expected {wanted[place]}, got {got[name][place]}"
    return "the answers are equal in value and differ in their bytes (the sign of a zero, a NaN)"
