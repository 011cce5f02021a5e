"""Whether a JSON value has the form it should have: for rows that somebody else wrote.

Pure. A shape is a predicate of this room, a dict of required parts (others may stand beside them),
a list of one shape, or `Each`.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

Shape = Any
WORD_LENGTH_MAX = 120
WHOLE_MAX = 2**63


@dataclass(frozen=True)
class Each:
    """An object whose keys are words and whose values all have one shape."""

    value: Shape


def whole_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < WHOLE_MAX


def count(value: Any) -> bool:
    return whole_number(value) and value >= 0


def number(value: Any) -> bool:
    return whole_number(value) or (isinstance(value, float) and math.isfinite(value))


def number_or_none(value: Any) -> bool:
    return value is None or number(value)


def positive_number(value: Any) -> bool:
    return number(value) and value > 0


def flag(value: Any) -> bool:
    return isinstance(value, bool)


def text(value: Any) -> bool:
    """Any text that can be written down as UTF-8."""
    return isinstance(value, str) and not any("\ud800" <= c <= "\udfff" for c in value)


def word(value: Any) -> bool:
    """A short text for one cell of a table: nothing in it moves a cursor or ends a line."""
    return isinstance(value, str) and value.isprintable() and len(value) <= WORD_LENGTH_MAX


def digest(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch("[0-9a-f]{64}", value) is not None


def moment(value: Any) -> bool:
    """A time with its zone."""
    try:
        found = datetime.fromisoformat(value)
        return found.utcoffset() is not None and math.isfinite(found.timestamp())
    except (TypeError, ValueError, OverflowError):
        return False


def misfit(value: Any, shape: Shape, where: str = "the row") -> str:
    """The first place that has another form, as a sentence's subject and verb; "" where all fit."""
    if isinstance(shape, dict):
        return _misfit_of_parts(value, shape, where)
    if isinstance(shape, list):
        if not isinstance(value, list):
            return f"{where} is not a list"
        inside = [(item, shape[0], f"{where}[{i}]") for i, item in enumerate(value)]
    elif isinstance(shape, Each):
        if not isinstance(value, dict) or not all(map(word, value)):
            return f"{where} is not an object with short names"
        inside = [(item, shape.value, f"{where}.{name}") for name, item in value.items()]
    else:
        return "" if shape(value) else f"{where} is not a {shape.__name__.replace('_', ' ')}"
    return next(filter(None, (misfit(*item) for item in inside)), "")


def _misfit_of_parts(value: Any, shape: dict[str, Shape], where: str) -> str:
    if not isinstance(value, dict):
        return f"{where} is not an object"
    for name, part in shape.items():
        if name not in value:
            return f"{where}.{name} is missing"
        fault = misfit(value[name], part, f"{where}.{name}")
        if fault:
            return fault
    return ""


_SPEED = {
    "workload": word,
    "ratio": positive_number,
    "low": positive_number,
    "high": positive_number,
    "launches": count,
    "unit": word,
    "units_s": positive_number,
    "reference_units_s": positive_number,
    "medal": word,
    "noisy": flag,
    "wall_ratio": positive_number,
}
_SCORE = {
    "workload": word,
    "value": number,
    "baseline": number,
    "bound": number,
    "share": number,
    "reference": number,
    "medal": word,
}
_SAMPLES = {
    "order": [[word]],
    "units": [count],
    "idle_ns": number,
    "build_ns": Each(number),
    "whole": flag,
    "windows": Each([[whole_number]]),
}
_LEVEL = {
    "level": word,
    "verdict": word,
    "text": text,
    "medal": word,
    "ratio": number_or_none,
    "speeds": [_SPEED],
    "scores": [_SCORE],
    "samples": Each([_SAMPLES]),
}
HEAD = {
    "kind": word,
    "at": moment,
    "protocol": word,
    "kata": {"name": word, "version": whole_number, "digest": digest},
    "solution": {"name": word, "digest": digest, "own": flag},
    "levels": [{"level": word, "verdict": word}],
}
"""Enough of a run to say which one it is."""
MACHINE = {
    "cpu": word,
    "cores": count,
    "cores_allowed": count,
    "python": word,
    "packages": Each(word),
}
RUN = {
    **HEAD,
    "harness": word,
    "machine": MACHINE,
    "machine_id": word,
    "reference": digest,
    "locks": word,
    "secret": {"commitment": digest, "master": digest},
    "elapsed_s": positive_number,
    "control": Each({"ratio": positive_number, "low": positive_number, "high": positive_number}),
    "noise": {"marks": [text], "steal_share": number, "rankable": flag},
    "levels": [_LEVEL],
}
"""A ranked run, in all that is read of it."""
