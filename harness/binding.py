"""A case bound to a function's parameters: dimensions resolved, arrays checked, arguments put in
order.

The same binding serves the shared memory of boxed workers and plain calls in this process (oracles
in tests and the judge).
"""

from __future__ import annotations

import re
from collections import namedtuple
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from harness.errors import AuthorError
from harness.kata import Case, Function, Group, Parameter, Parameters

_SPEC = re.compile(r"^([a-z]+[0-9]*)(?:\[([^\]]*)\])?$")
_DIMENSION = re.compile(r"^(?:(\d+)|([A-Za-z_]\w*)(?:\+(\d+))?)$")

RAISED = Parameter("raised", "int64[1]", "out")


@dataclass(frozen=True)
class Slot:
    """One parameter with its dtype and shape known."""

    name: str
    kind: str
    dtype: np.dtype[Any]
    shape: tuple[int, ...]

    @property
    def bytes(self) -> int:
        """The size of the array, 8 for a scalar."""
        return (
            int(np.prod(self.shape, dtype=np.int64)) * self.dtype.itemsize
            if self.kind != "scalar"
            else 8
        )


def flatten(parameters: Parameters) -> Iterator[Parameter]:
    """The parameters with groups opened, in the order of the call."""
    for parameter in parameters:
        if isinstance(parameter, Group):
            yield from parameter.fields
        else:
            yield parameter


def outputs_of(function: Function) -> Parameters:
    """All that a step of the function takes, with the hidden `raised` slot of functions that may
    raise.
    """
    return (*function.parameters, RAISED) if function.raises else function.parameters


def _parse(spec: str) -> tuple[np.dtype[Any], list[str] | None]:
    match = _SPEC.match(spec)
    if not match:
        raise AuthorError(f"cannot read the parameter spec {spec!r}; write it like 'int64[U,64]'")
    dimensions = match[2]
    if dimensions is None:
        return np.dtype(match[1]), None
    return np.dtype(match[1]), [part.strip() for part in dimensions.split(",")]


def _size(text: str, bound: Mapping[str, int], name: str) -> int:
    match = _DIMENSION.match(text)
    if not match:
        raise AuthorError(f"cannot read the dimension {text!r} of {name}")
    if match[1]:
        return int(match[1])
    if match[2] not in bound:
        raise AuthorError(f"nothing in the case says how large {match[2]} is, which {name} needs")
    return bound[match[2]] + int(match[3] or 0)


def dimensions(parameters: Parameters, case: Case) -> dict[str, int]:
    """Every named dimension that the case's arrays, or keys of that name, fix.

    AuthorError where two disagree.
    """
    bound: dict[str, int] = {}
    for parameter in flatten(parameters):
        if parameter.kind not in ("in", "inout"):
            continue
        _, shape = _parse(parameter.spec)
        if parameter.name not in case:
            raise AuthorError(f"the case has no {parameter.name}")
        value = np.asarray(case[parameter.name])
        if shape is None or value.ndim != len(shape):
            raise AuthorError(
                f"{parameter.name} has {value.ndim} dimensions, its spec is {parameter.spec}"
            )
        for text, size in zip(shape, value.shape, strict=True):
            match = _DIMENSION.match(text)
            if not match:
                raise AuthorError(f"cannot read the dimension {text!r} of {parameter.name}")
            if match[1]:
                if int(match[1]) != size:
                    raise AuthorError(
                        f"{parameter.name} has shape {value.shape}, its spec is {parameter.spec}"
                    )
            elif bound.setdefault(match[2], size - int(match[3] or 0)) != size - int(match[3] or 0):
                raise AuthorError(
                    f"{parameter.name} has shape {value.shape}, which disagrees with "
                    f"{match[2]} = {bound[match[2]]}"
                )
    for name, value in case.items():
        if isinstance(value, int) and name not in bound:
            bound[name] = value
    return bound


def bind(parameters: Parameters, case: Case) -> list[Slot]:
    """The parameters as slots, in order. AuthorError where the case does not fit the specs."""
    bound = dimensions(parameters, case)
    slots = []
    for parameter in flatten(parameters):
        dtype, shape = _parse(parameter.spec)
        sizes = tuple(_size(text, bound, parameter.name) for text in shape or ())
        if parameter.kind in ("in", "inout"):
            found = np.asarray(case[parameter.name]).dtype
            if found != dtype:
                raise AuthorError(
                    f"{parameter.name} is {found} in the case, its spec is {parameter.spec}"
                )
        elif parameter.kind == "scalar" and parameter.name not in case:
            raise AuthorError(f"the case has no {parameter.name}")
        slots.append(Slot(parameter.name, parameter.kind, dtype, sizes))
    return slots


def arguments(parameters: Parameters, values: Mapping[str, Any]) -> list[Any]:
    """Positional arguments: groups become NamedTuples, everything else is taken as it is."""
    ordered: list[Any] = []
    for parameter in parameters:
        if isinstance(parameter, Group):
            tuple_type = namedtuple(parameter.type_name, [field.name for field in parameter.fields])  # type: ignore[misc]
            ordered.append(tuple_type(*(values[field.name] for field in parameter.fields)))
        else:
            ordered.append(values[parameter.name])
    return ordered


def steps_of(case: Case) -> list[Case]:
    """The calls a case asks for: its batches, or itself."""
    return list(case["batches"]) if "batches" in case else [case]


def largest(function: Function) -> Case:
    """Empty inputs of the largest sizes that a function may get: its place in memory."""
    sizes = {name: int(most) for name, (_, most) in function.sizes.items()}
    case: Case = {}
    for parameter in flatten(function.parameters):
        dtype, shape = _parse(parameter.spec)
        if parameter.kind in ("in", "inout"):
            of = tuple(_size(text, sizes, parameter.name) for text in shape or ())
            case[parameter.name] = np.broadcast_to(np.zeros((), dtype), of)
        elif parameter.kind == "scalar":
            case[parameter.name] = 0
    return {**sizes, **case}


def cut(parameter: Parameter, sizes: Sequence[str]) -> tuple[int, int] | None:
    """Which of a turn's sizes its first dimension is, and what is added; None where it is fixed."""
    _, shape = _parse(parameter.spec)
    match = _DIMENSION.match(shape[0]) if shape else None
    return (sizes.index(match[2]), int(match[3] or 0)) if match and match[2] else None
