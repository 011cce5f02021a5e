"""Calls trusted code (oracles, every file of a kata in its author's own tests) in this process; and
a learner's own where its learner wants that, to look at it: who is judged runs in a box.
"""

from __future__ import annotations

from contextlib import suppress
from types import ModuleType
from typing import Any

import numpy as np

from harness import binding
from harness.judge import world
from harness.kata import TWO_ALIVE, Case, Function


def answers(function: Function, module: ModuleType, case: Case) -> dict[str, np.ndarray]:
    """What `module` answers to the case: output name -> array, the batches of a stream or policy
    joined along axis 0.

    Inputs are passed as read-only views of the case's arrays. Exceptions pass through, but for the
    ValueError of a function that `raises`, which sets `raised` to 1.
    """
    if function.turns:
        return _played(function, module, case)
    other = _driver(function, module, case) if case.get(TWO_ALIVE) else None
    call = _driver(function, module, case)
    collected: dict[str, list[np.ndarray]] = {}
    for step in binding.steps_of(case):
        if other is not None:
            with suppress(ValueError):
                other(_values(binding.outputs_of(function), step))
        values = _values(binding.outputs_of(function), step)
        try:
            call(values)
        except ValueError:
            if not function.raises:
                raise
            values["raised"][0] = 1
        for parameter in binding.flatten(binding.outputs_of(function)):
            if parameter.kind in ("out", "inout"):
                collected.setdefault(parameter.name, []).append(values[parameter.name])
    return {name: joined(parts) for name, parts in collected.items()}


def _played(function: Function, module: ModuleType, case: Case) -> dict[str, np.ndarray]:
    """A world, whose turns one object of the module is asked."""
    target = getattr(module, function.name)()
    turns = {turn.name: turn for turn in function.turns}

    def asked(name: str, inputs: Case) -> dict[str, np.ndarray]:
        parameters = turns[name].parameters
        values = _values(parameters, inputs)
        getattr(target, name)(*binding.arguments(parameters, values))
        flat = binding.flatten(parameters)
        return {each.name: values[each.name] for each in flat if each.kind == "out"}

    return world.play(function, case, asked)


def joined(parts: list[np.ndarray]) -> np.ndarray:
    """The outputs of the steps as one array; a single step's output is passed on uncopied."""
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


def _driver(function: Function, module: ModuleType, case: Case) -> Any:
    build = binding.arguments(function.build, _values(function.build, case))
    if function.shape == "policy":
        state = module.init(*build)
        step = getattr(module, function.name)
        keys_in, choices_out = (
            parameter.name for parameter in binding.flatten(function.parameters)
        )

        def drive(values: dict[str, Any]) -> None:
            keys, choices = values[keys_in], values[choices_out]
            for i in range(len(keys)):
                choices[i] = step(state, int(keys[i]))

        return drive
    target = getattr(module, function.name)
    if function.shape == "stream":
        target = target(*build).apply
    return lambda values: target(*binding.arguments(function.parameters, values))


def _values(parameters: Any, case: Case) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for slot in binding.bind(parameters, case):
        if slot.kind == "scalar":
            values[slot.name] = slot.dtype.type(case[slot.name]).item()
        elif slot.kind == "in":
            values[slot.name] = np.ascontiguousarray(case[slot.name]).view()
            values[slot.name].flags.writeable = False
        elif slot.kind == "inout":
            values[slot.name] = np.array(case[slot.name])
        else:
            values[slot.name] = np.zeros(slot.shape, slot.dtype)
    return values
