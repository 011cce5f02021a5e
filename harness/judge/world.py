"""A world and who is asked: its questions measured, its answers gathered, in whichever process."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from harness import binding
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


def sizes_of(turn: Function, inputs: Case) -> list[int]:
    """How large a question is, by the turn's sizes; AuthorError where that is too much."""
    found = binding.dimensions(turn.parameters, inputs)
    for name, (_, most) in turn.sizes.items():
        if found[name] > int(most):
            raise AuthorError(f"{turn.name} is asked with {name} = {found[name]}, beyond {most}")
    return [found[name] for name in turn.sizes]
