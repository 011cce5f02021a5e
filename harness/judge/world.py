"""A world and who is asked: its questions measured, its answers gathered, in whichever process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from harness import binding
from harness.box.memory import Memory, flat, meant, view
from harness.errors import AuthorError
from harness.kata import Answers, Case, Function

Asked = Callable[[str, Case], Answers]
"""Asks somebody a turn: its name, its inputs, the answer."""


def play(function: Function, case: Case, asked: Asked) -> Answers:
    """The whole world of a case with one who is asked; all answers, output by output, in order."""
    assert function.play is not None
    parts = {name: [array] for name, array in _none(function).items()}
    world, answer = function.play(case), None
    while True:
        try:
            name, inputs = next(world) if answer is None else world.send(answer)
        except StopIteration:
            return {name: np.concatenate(arrays) for name, arrays in parts.items()}
        answer = asked(name, inputs)
        for output, array in answer.items():
            parts[output].append(array)


def _none(function: Function) -> Answers:
    """The outputs of all turns, where nothing was asked."""
    found: Answers = {}
    for turn in function.turns:
        for slot in binding.bind(turn.parameters, binding.largest(turn)):
            if slot.kind == "out":
                found[slot.name] = np.zeros((0, *slot.shape[1:]), slot.dtype)
    return found


def laid_out(
    turn: Function, layout: dict[str, Any], given: Memory, asked: Memory, inputs: Case
) -> Answers:
    """A question where its worker reads it; views of where the answer will stand, zeroed."""
    sizes = sizes_of(turn, inputs)
    view(given, layout["sizes"])[...] = sizes
    outputs = {}
    for slot in flat(layout["slots"]):
        if slot["kind"] == "out":
            outputs[slot["name"]] = meant(asked, slot, sizes)
            outputs[slot["name"]][...] = 0
        else:
            meant(given, slot, sizes)[...] = inputs[slot["name"]]
    return outputs


def sizes_of(turn: Function, inputs: Case) -> list[int]:
    """How large a question is, by the turn's sizes; AuthorError where that is too much."""
    found = binding.dimensions(turn.parameters, inputs)
    for name, (_, most) in turn.sizes.items():
        if found[name] > int(most):
            raise AuthorError(f"{turn.name} is asked with {name} = {found[name]}, beyond {most}")
    return [found[name] for name in turn.sizes]
