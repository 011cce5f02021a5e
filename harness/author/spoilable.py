"""What of a function can be spoilt, and which ways to spoil one make sense for it."""

from __future__ import annotations

from typing import Any

from harness import binding
from harness.kata import Function, Parameter


def places(function: Function) -> Any:
    """Where among a call's arguments the outputs stand; of a world, turn by turn."""
    if function.turns:
        return {turn.name: places(turn) for turn in function.turns}
    return [
        place
        for place, parameter in enumerate(function.parameters)
        if isinstance(parameter, Parameter) and parameter.kind in ("out", "inout")
    ]


def aligned(function: Function) -> Any:
    """Which of the flattened inputs are as long as an output; of a world, turn by turn."""
    if function.turns:
        return {turn.name: aligned(turn) for turn in function.turns}
    flat = list(binding.flatten(function.parameters))
    longs = {_first_dimension(each) for each in flat if each.kind in ("out", "inout")}
    incoming = [each for each in flat if each.kind in ("in", "scalar")]
    return [
        place
        for place, each in enumerate(incoming)
        if each.kind == "in" and _first_dimension(each) in longs
    ]


def _first_dimension(parameter: Parameter) -> str:
    return parameter.spec.partition("[")[2].rstrip("]").split(",")[0].strip()


def not_applicable(function: Function, how: str) -> str:
    """Why a mutant makes no sense for a function; nothing where it does."""
    flat = list(binding.flatten(function.parameters))
    outs = [each for each in flat if each.kind in ("out", "inout")]
    reasons = {
        "writes_zeros": all(each.kind == "out" for each in outs)
        and "outputs arrive zeroed: it is the same as does_nothing",
        "copies_an_input": not any(each.kind == "in" for each in flat) and "no array comes in",
        "permutes_rows": all(_first_dimension(each) == "1" for each in outs)
        and "every output is a single row",
        "writes_floats": all(each.spec.startswith(("uint8", "int8", "bool")) for each in outs)
        and "no float is as small as the outputs",
        "patches_the_last_answer": not aligned(function) and "no output is as long as an input",
        "refuses_everything": not function.raises and "the function never raises",
    }
    if function.shape in ("policy", "world"):
        return ""
    return reasons.get(how) or ""
