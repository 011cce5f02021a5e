"""The one operation: write a case, call N boxed sides, hand over what each answered and what it
cost.

Judging is N = 1 (or the reference beside it), measuring N = 2, climbing a ladder N = more. All
sides read the same pages.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from harness.binding import steps_of
from harness.box import Box, BoxEnded, Memory, Setting, Window
from harness.box.ended import COMPUTED, NOISY
from harness.box.memory import Entry, arrangement_of, flat, layout_of, view
from harness.catalog.solution import Solution
from harness.errors import JudgeError, NoisyError
from harness.judge import world
from harness.judge.inprocess import joined
from harness.kata import Answers, Case, Function
from harness.text import in_words

Limit = Callable[[str, dict[str, Window]], float]


class SideEnded(Exception):
    """The worker of one side is gone."""

    def __init__(self, side: str, ended: BoxEnded) -> None:
        super().__init__(side, ended)
        self.side, self.ended = side, ended

    def within(self, limit_s: float) -> SideEnded:
        """The same, told of a limit that holds for many windows together."""
        ended = self.ended
        if ended.verdict == "time limit" and COMPUTED not in ended.text:
            text = f"all calls together took more than {limit_s:.3g} s"
            text += ": compiling counts, and so does a loop that never ends"
            ended = BoxEnded(ended.verdict, text, ended.printed)
        return SideEnded(self.side, ended)

    def as_ours(self, what: str) -> JudgeError:
        """The error to raise where a side of ours has ended: our fault, or that of a machine that
        did not run it.
        """
        text = in_words(self.ended.text)
        if self.ended.verdict == NOISY:
            return NoisyError(f"{what}: {text}; run it again when the machine is quieter")
        return JudgeError(f"{what}: {text}")


@dataclass(frozen=True)
class Step:
    """One window of one side.

    `answers` has one answer a call, as views that the next step overwrites.
    """

    window: Window
    answers: list[Answers]


@dataclass(frozen=True)
class Ran:
    """A whole case of one side: its answer, the last error it was allowed to raise, and what it
    cost.
    """

    answer: Answers
    note: str
    cost_s: float


class Arena:
    """Boxed sides, by name, over one input memory.

    Use as a context manager; leaving it ends every worker.
    """

    def __init__(self, solutions: dict[str, Solution], setting: Setting) -> None:
        self.setting = setting
        self.inputs = Memory(writable_by_worker=False)
        self.stack = ExitStack()
        self.stack.callback(self.inputs.close)
        self.boxes: dict[str, Box] = {}
        with ExitStack() as guard:
            guard.callback(self.stack.close)
            for name, solution in solutions.items():
                box = self.stack.enter_context(Box(solution.source, setting, self.inputs))
                self.boxes[name] = box
            for box in self.boxes.values():
                box.wait_ready()
            guard.pop_all()
        self.defined: dict[str, set[str]] = {}
        self.function: Function | None = None
        self.case: Case = {}
        self.layout: dict[str, Any] = {}
        self.used_bytes = 0
        self.used_s = 0.0
        """What all windows of all sides have used of their limits."""

    def __enter__(self) -> Arena:
        return self

    def __exit__(self, *unused: object) -> None:
        self.stack.close()

    def load(self, names: list[str], images: Mapping[str, bytes]) -> dict[str, set[str]]:
        """Import every solution; which of the names each defines, which `defined` keeps.

        `images` are JIT caches of earlier boxes.
        """
        for side in self.boxes:
            image = images.get(side, b"")
            self.defined[side] = self._guarded(side, partial(_load, names, image))
        return self.defined

    def drop(self, side: str) -> str:
        """End one side; the others go on. Returns what it printed."""
        return self.boxes.pop(side).close()

    def open(
        self,
        function: Function,
        case: Case,
        windows: list[list[Case]],
        limit_s: float,
        compiled: bool,
        sides: Sequence[str] = (),
    ) -> dict[str, Window]:
        """Lay the case out for windows of these shapes; every side builds what it keeps, or those
        that are named.
        """
        layout = layout_of(function, case, windows, compiled)
        self.function, self.case, self.layout = function, case, layout
        self.inputs.bytes[: self.used_bytes] = 0  # while no clock runs there is nothing to see
        self.used_bytes = layout["input_bytes"]
        for side in sides or self.boxes:
            self._guarded(side, lambda box: box.open(layout))
        self._write(self.inputs, layout["build"], case)
        return {
            side: self._guarded(side, lambda box: box.window("build", limit_s))
            for side in sides or self.boxes
        }

    def step(self, calls: list[Case], limit_s: Limit, order: Sequence[str] = ()) -> dict[str, Step]:
        """One window a side, in the given order or theirs, on the same calls; outputs are zeroed.

        `limit_s(side, windows)` is asked before each window, with the windows of the sides that had
        their turn.
        """
        assert self.function is not None
        arrangement = arrangement_of(self.function, self.layout, self.case, calls)
        slots = self.layout["arrangements"][arrangement]
        for box in self.boxes.values():
            box.clear_outputs()
            for call, entries in zip(calls, slots, strict=True):
                self._write(box.outputs, entries, call, kinds=("inout",))
        for call, entries in zip(calls, slots, strict=True):
            self._write(self.inputs, entries, call)
        windows: dict[str, Window] = {}
        for side in order or list(self.boxes):
            limit = limit_s(side, windows)
            windows[side] = self._guarded(side, partial(_step, limit, arrangement))
        return {
            side: Step(windows[side], self._answers(self.boxes[side], slots)) for side in windows
        }

    def run(
        self,
        function: Function,
        case: Case,
        limit_s: float,
        build_limit_s: float | None = None,
        compiled: bool = False,
        alone: str = "",
    ) -> dict[str, Ran]:
        """A whole case: build, then every step. `limit_s` is for all steps together. A world may be
        played by one side `alone`.
        """
        if function.turns:
            sides = [alone] if alone else [*self.boxes]
            return {side: self._world(side, function, case, limit_s) for side in sides}
        windows = [[call] for call in steps_of(case)]
        self.open(function, case, windows, build_limit_s or limit_s, compiled)
        notes = dict.fromkeys(self.boxes, "")
        left_s = dict.fromkeys(self.boxes, limit_s)
        parts: dict[str, list[Answers]] = {side: [] for side in self.boxes}
        for calls in windows:
            try:
                steps = self.step(calls, lambda side, _: left_s[side])
            except SideEnded as over:
                raise over.within(limit_s) from None
            for side, step in steps.items():
                window = step.window
                left_s[side] = max(0.0, left_s[side] - window.used_s)
                kept = {name: np.array(array) for name, array in step.answers[0].items()}
                parts[side].append(kept)
                notes[side] = step.window.text or notes[side]
        return {side: Ran(join(parts[side]), notes[side], limit_s - left_s[side]) for side in parts}

    def _world(self, side: str, function: Function, case: Case, limit_s: float) -> Ran:
        """A world, which each side has for itself: what comes next depends on its own answers."""
        self.open(function, case, [], limit_s, compiled=False, sides=[side])
        left_s, note = limit_s, ""

        def asked(name: str, inputs: Case) -> Answers:
            nonlocal left_s, note
            try:
                window, answer = self._turn(side, name, inputs, left_s)
            except SideEnded as over:
                raise over.within(limit_s) from None
            left_s, note = max(0.0, left_s - window.spent_s), window.text or note
            return answer

        return Ran(world.play(function, case, asked), note, limit_s - left_s)

    def _turn(self, side: str, name: str, inputs: Case, limit_s: float) -> tuple[Window, Answers]:
        """One question of a world to one side, and its answer, copied."""
        assert self.function is not None
        number = [turn.name for turn in self.function.turns].index(name)
        turn, layout = self.function.turns[number], self.layout["turns"][number]
        outputs = world.laid_out(turn, layout, self.inputs, self.boxes[side].outputs, inputs)
        window = self._guarded(side, partial(_step, limit_s, number))
        return window, {name: np.array(array) for name, array in outputs.items()}

    def images(self) -> dict[str, bytes]:
        """The JIT caches of all sides, for later boxes of the same run.

        A side that ends meanwhile has none: it compiles anew, or ends again where that counts.
        """
        found: dict[str, bytes] = {}
        for side, box in self.boxes.items():
            with suppress(BoxEnded):
                found[side] = box.image()
        return found

    def collect(self, side: str, on: bool, limit_s: float) -> None:
        """From here on the garbage collector of a side runs in its windows, or does not."""
        self._guarded(side, lambda box: box.window("collect" if on else "keep", limit_s))

    def idle_ns(self) -> float:
        """The CPU time of a window in which nothing is done.

        Measured on the first side, the reference, and the same for all: a solution has no say in
        what is subtracted from its time.
        """
        side = next(iter(self.boxes))
        empty = [self._guarded(side, lambda box: box.window("nothing", 1.0)) for _ in range(7)]
        return float(np.median([window.cost_ns for window in empty]))

    def _guarded(self, side: str, action: Callable[[Box], Any]) -> Any:
        try:
            found = action(self.boxes[side])
            if isinstance(found, Window):
                self.used_s += found.used_s
            return found
        except BoxEnded as ended:
            raise SideEnded(side, ended) from None

    @staticmethod
    def _write(
        memory: Memory, entries: list[Entry], case: Case, kinds: tuple[str, ...] = ("in", "scalar")
    ) -> None:
        for entry in flat(entries):
            if entry["kind"] in kinds:
                view(memory, entry)[...] = case[entry["name"]]

    @staticmethod
    def _answers(box: Box, slots: list[list[Entry]]) -> list[Answers]:
        return [
            {
                entry["name"]: view(box.outputs, entry)
                for entry in flat(entries)
                if entry["kind"] in ("out", "inout")
            }
            for entries in slots
        ]


def _load(names: list[str], image: bytes, box: Box) -> set[str]:
    return box.load(names, image)


def _step(limit_s: float, arrangement: int, box: Box) -> Window:
    return box.window("step", limit_s, arrangement)


def join(answers: list[Answers]) -> Answers:
    """The answers of several steps as one, joined along axis 0."""
    return {name: joined([answer[name] for answer in answers]) for name in answers[0]}
