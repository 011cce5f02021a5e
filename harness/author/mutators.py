"""The ways in which a right solution is spoilt, as code that runs after it in a box.

Its text is appended to a reference's as a string, so it needs the standard library and numpy alone.
Outputs are the arguments at the places `outputs`; everything else is input.
"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np

Call = Callable[..., Any]


class Spoiler:
    """One way to spoil a call; remembers the call before it, which no honest function does."""

    def __init__(self, how: str, outputs: list[int], aligned: list[int]) -> None:
        self.how, self.outputs = getattr(self, how), outputs
        self.aligned = aligned  # of the flattened inputs, those as long as the outputs
        self.last_inputs: list[Any] = []
        self.last_answer: list[Any] = []

    def call(self, original: Call, arguments: tuple[Any, ...]) -> None:
        """The original, spoilt."""
        outs = [arguments[place] for place in self.outputs]
        self.how(lambda: original(*arguments), self._inputs(arguments), outs)

    def _inputs(self, arguments: tuple[Any, ...]) -> list[Any]:
        flat: list[Any] = []
        for place, value in enumerate(arguments):
            if place not in self.outputs:
                flat.extend(value if isinstance(value, tuple) else [value])
        return flat

    def does_nothing(self, right: Call, inputs: list[Any], outs: list[Any]) -> None:
        """Outputs stay as they arrive."""

    def writes_zeros(self, right: Call, inputs: list[Any], outs: list[Any]) -> None:
        for out in outs:
            out[...] = 0

    def writes_a_constant(self, right: Call, inputs: list[Any], outs: list[Any]) -> None:
        for out in outs:
            out[...] = 1

    def copies_an_input(self, right: Call, inputs: list[Any], outs: list[Any]) -> None:
        source = max((x for x in inputs if isinstance(x, np.ndarray)), key=np.size)
        for out in outs:
            if source.size:
                out[...] = np.resize(source, out.shape).astype(out.dtype)

    def permutes_rows(self, right: Call, inputs: list[Any], outs: list[Any]) -> None:
        right()
        for out in outs:
            out[...] = np.roll(out, 1, axis=0)

    def writes_floats(self, right: Call, inputs: list[Any], outs: list[Any]) -> None:
        """The right numbers in another dtype of the same size."""
        right()
        for out in outs:
            other = "i" if out.dtype.kind == "f" else "f"
            if out.dtype.itemsize > 1:
                values = out.copy()
                out.view(f"{other}{out.dtype.itemsize}")[...] = values

    def repeats_the_last_answer(self, right: Call, inputs: list[Any], outs: list[Any]) -> None:
        if not self.last_answer:
            right()
            self.last_answer = [out.copy() for out in outs]
            return
        for out, last in zip(outs, self.last_answer, strict=True):
            if last.size:
                out[...] = np.resize(last, out.shape)

    def patches_the_last_answer(self, right: Call, inputs: list[Any], outs: list[Any]) -> None:
        """Works only where the input changed since the last call."""
        right()
        seen = [inputs[place].copy() for place in self.aligned]
        same_shapes = [x.shape for x in seen] == [x.shape for x in self.last_inputs]
        if same_shapes and [x.shape for x in outs] == [x.shape for x in self.last_answer]:
            pairs = list(zip(seen, self.last_inputs, strict=True))
            same = [(now == before).reshape(len(now), -1).all(axis=1) for now, before in pairs]
            kept = np.logical_and.reduce(same)
            for out, last in zip(outs, self.last_answer, strict=True):
                if len(out) == len(kept):
                    out[kept] = last[kept]
        self.last_inputs, self.last_answer = seen, [out.copy() for out in outs]

    def refuses_everything(self, right: Call, inputs: list[Any], outs: list[Any]) -> None:
        raise ValueError("refused")

    def raises(self, right: Call, inputs: list[Any], outs: list[Any]) -> None:
        raise RuntimeError("this mutant always raises")

    def hangs(self, right: Call, inputs: list[Any], outs: list[Any]) -> None:
        while True:
            pass


class Decider:
    """One way to spoil a policy's decisions."""

    def __init__(self, how: str, step: Call) -> None:
        self.how, self.original, self.last = getattr(self, how), step, -1

    def __call__(self, state: Any, key: int) -> int:
        return int(self.how(state, key))

    def never_evicts(self, state: Any, key: int) -> int:
        return -1

    def always_evicts_key_0(self, state: Any, key: int) -> int:
        return 0

    def evicts_the_newcomer(self, state: Any, key: int) -> int:
        return key

    def evicts_an_unknown_key(self, state: Any, key: int) -> int:
        return 1 << 62

    def repeats_the_last_decision(self, state: Any, key: int) -> int:
        last, self.last = self.last, self.original(state, key)
        return last

    def raises(self, state: Any, key: int) -> int:
        raise RuntimeError("this mutant always raises")

    def hangs(self, state: Any, key: int) -> int:
        while True:
            pass


def mutant(how: str, original: Any, shape: str, outputs: Any, aligned: Any) -> Any:
    """A function, class or step like `original`, spoilt; of a world, all its turns."""
    if shape == "policy":
        return Decider(how, original)
    if shape == "world":
        return lambda: _turns(how, original(), outputs, aligned)
    spoiler = Spoiler(how, outputs, aligned)
    if shape == "batch":
        return lambda *arguments: spoiler.call(original, arguments)

    def build(*arguments: Any) -> Any:
        real, own = original(*arguments), Spoiler(how, outputs, aligned)
        return SimpleNamespace(apply=lambda *given: own.call(real.apply, given))

    return build


def _turns(how: str, real: Any, outputs: Any, aligned: Any) -> SimpleNamespace:
    """Every turn of an object, spoilt by itself."""

    def spoilt(turn: str) -> Call:
        spoiler, original = Spoiler(how, outputs[turn], aligned[turn]), getattr(real, turn)
        return lambda *arguments: spoiler.call(original, arguments)

    return SimpleNamespace(**{turn: spoilt(turn) for turn in outputs})
