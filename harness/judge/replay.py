"""From a workload to the inputs of its windows, one after another.

The same for calls, batches and chunks.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from harness.box import Window
from harness.judge.answer import Finding, equal, first_fault
from harness.judge.arena import Arena, Limit, Step, join
from harness.kata import Answers, Case, Check, Function, Level, Workload


def inputs(
    workload: Workload, case: Case, rng: np.random.Generator, calls: int
) -> Iterator[list[Case]]:
    """The calls of each window: the next batch of a stream, or `calls` fresh variations of a batch
    function's case.
    """
    if "batches" in case:
        for batch in case["batches"]:
            yield [batch]
        return
    while True:
        window = []
        for _ in range(calls):
            case = workload.vary(rng, case) if workload.vary else workload.make(rng)
            window.append(case)
        yield window


@dataclass
class Replay:
    """A workload played to all sides of an arena, window by window, every answer checked against
    the first side's.
    """

    arena: Arena
    checks: Sequence[Check]
    level: Level
    function: Function
    workload: Workload
    rng: np.random.Generator
    calls: int = 1
    units: int = 0
    history: list[Case] = field(default_factory=list)
    answers: dict[str, list[Answers]] = field(default_factory=dict)

    def open(self, build_limit_s: float) -> dict[str, Window]:
        """Make the case and let the sides build; what building cost."""
        self.case = self.workload.make(self.rng)
        built = self._build(self.case, build_limit_s)
        self.windows = inputs(self.workload, self.case, self.rng, self.calls)
        return built

    def _build(self, case: Case, limit_s: float) -> dict[str, Window]:
        shapes = (
            [[call] for call in case["batches"]] if "batches" in case else [[case] * self.calls]
        )
        return self.arena.open(self.function, case, shapes, limit_s, compiled=True)

    def rehearse(self, side: str, limit_s: float) -> float:
        """Seconds that one window of one side takes once all is compiled, on a case of its own."""
        case = self.workload.make(self.rng)
        self._build(case, limit_s)
        windows = inputs(self.workload, case, self.rng, self.calls)
        for _ in range(2):
            step = self.arena.step(next(windows), lambda *_: limit_s, [side])[side]
        return step.window.cost_ns / 1e9

    def next(
        self, limit_s: Limit, order: Sequence[str] = ()
    ) -> tuple[dict[str, Step], dict[str, Finding]] | None:
        """One window a side (those in `order`, the first of the arena among them): what it cost,
        and what was wrong with whose answer.

        None where the input has ended. A side left out of one batch of a stream is out for good.
        """
        calls = next(self.windows, None)
        if calls is None:
            return None
        parts = [{**self.case, "batches": calls}] if "batches" in self.case else calls
        self.units = sum(self.workload.units(part) for part in parts)
        steps = self.arena.step(calls, limit_s, order)
        judge = next(iter(self.arena.boxes))
        self._keep(calls, steps)
        faults = {}
        for side in steps.keys() - {judge}:
            fault = self._fault(calls, steps[judge], steps[side], side)
            if fault is not None:
                faults[side] = fault
        return steps, faults

    def _keep(self, calls: list[Case], steps: dict[str, Step]) -> None:
        """A stream's answers are only understood with all that went before."""
        if "batches" not in self.case:
            return
        self.history += calls
        for side, step in steps.items():
            kept = {name: np.array(array) for name, array in step.answers[0].items()}
            self.answers.setdefault(side, []).append(kept)

    def _fault(self, calls: list[Case], right: Step, step: Step, side: str) -> Finding | None:
        stream = "batches" in self.case
        for call, expected, got in zip(calls, right.answers, step.answers, strict=True):
            if stream and equal(expected, got):
                continue
            if stream:
                judge = next(iter(self.arena.boxes))
                call = {**self.case, "batches": self.history}
                expected, got = join(self.answers[judge]), join(self.answers[side])
            fault = first_fault(self.checks, self.level, call, expected, got)
            if fault is not None:
                return fault
        return None
