"""Every family of every level, whatever has failed before: what partial credit is given for.

A run stops at the first fault, for its learner mends one thing at a time. Here nobody mends, so all
is asked: small cases, what the contract allows, long histories. Nothing depends on the clock but
the limits, and the same secret asks the same, so who is judged twice is judged alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from harness.box import Setting
from harness.catalog import Entry, Family
from harness.catalog.solution import read
from harness.judge.arena import Arena, SideEnded
from harness.judge.depth import drawn_of
from harness.judge.secret import Secret
from harness.judge.small_cases import (
    ANYTHING,
    FAMILY_SEEDS,
    Known,
    ended_level,
    fault_drawn,
)
from harness.judge.trial import REFERENCE, SOLUTION, Trial
from harness.judge.verdict import (
    ACCEPTED,
    NOT_REACHED,
    NOT_STARTED,
    TIME_LIMIT,
    LevelResult,
)
from harness.kata import Function, Level

DRAWS = 12
"""From all that the contract allows, of each level."""
UNSTARTED_MAX = 3
"""Families that end with NotImplementedError before a level counts as not started."""
FUNCTION_S = 120.0
"""All families of a function together; who uses more has none of it: what a limit a case leaves to
somebody who uses nearly all of it each time would be hours."""

Drawn = tuple[str | int, ...]
ByFamily = dict[str, list[LevelResult]]
"""Level -> a result a family, in their order, `where` being the family."""


@dataclass
class Exam:
    """What all who are judged by one secret are asked, with the expected answers: made once."""

    entry: Entry
    secret: Secret
    known: Known = field(default_factory=dict)

    def families(self, level: Level) -> Iterator[tuple[str, Family, tuple[Drawn, ...]]]:
        """Name, maker and draws of each family of a level; long histories come last."""
        for name, make in self.entry.families(level).items():
            seeds = range(FAMILY_SEEDS)
            yield name, make, tuple(("family", level.name, name, seed) for seed in seeds)
        anything = self.entry.anything(level)
        if anything:
            draws = range(DRAWS)
            yield ANYTHING, anything, tuple((ANYTHING, level.name, number) for number in draws)
        for name, make in self.entry.depth(level).items():
            yield name, make, (drawn_of(level, name),)

    def answer_depth(self, setting: Setting) -> None:
        """Let the reference answer the long histories that have one answer, which the oracle is too
        slow for.

        JudgeError where it fails.
        """
        reference = read(self.entry.reference, REFERENCE, own=False)
        trial = Trial(self.entry, reference, self.entry.kata.levels, setting, self.secret)
        waiting = [
            (level, make, drawn_of(level, name))
            for level in trial.levels
            for name, make in self.entry.depth(level).items()
            if level.answers == "unique" and drawn_of(level, name) not in self.known
        ]
        if not waiting:
            return
        try:
            with trial.arena(REFERENCE) as arena:
                for level, make, drawn in waiting:
                    case = make(self.secret.generator(*drawn))
                    function, limits = self.entry.kata.function_of(level), self.entry.kata.limits
                    ran = arena.run(function, case, limits.call_s)[REFERENCE]
                    self.known[drawn] = case, ran.answer
                trial.with_compiled(arena)  # kept: the next one who asks need not wait
        except SideEnded as over:
            raise over.as_ours("the reference failed") from over


def every_family(trial: Trial, exam: Exam) -> ByFamily:
    """What becomes of each family of each level; `exam` is of the trial's secret."""
    exam.answer_depth(trial.setting)
    with _Judging(trial, exam) as judging:
        return judging.all_levels()


@dataclass
class _Judging:
    """One solution before all families, in one box until that ends."""

    trial: Trial
    exam: Exam
    arena: Arena | None = None
    ended: dict[str, str] = field(default_factory=dict)
    """Function -> why no more of it is asked."""
    spent_s: dict[str, float] = field(default_factory=dict)

    def __enter__(self) -> _Judging:
        return self

    def __exit__(self, *unused: object) -> None:
        self._close()

    def _close(self) -> None:
        if self.arena is not None:
            self.arena.stack.close()
            self.arena = None

    def all_levels(self) -> ByFamily:
        found: ByFamily = {}
        for level in self.trial.levels:
            try:
                found[level.name] = self._level(level)
            except SideEnded as over:  # it does not load, so nothing of it does
                return {each.name: self._unloaded(each, over) for each in self.trial.levels}
        return {level.name: self._cut(level, found[level.name]) for level in self.trial.levels}

    def _unloaded(self, level: Level, over: SideEnded) -> list[LevelResult]:
        result = ended_level(level, "import", over.ended)
        return [replace(result, where=name) for name, _, _ in self.exam.families(level)]

    def _cut(self, level: Level, found: list[LevelResult]) -> list[LevelResult]:
        """Nothing of a function that took too long altogether."""
        if self.spent_s.get(level.function, 0.0) < FUNCTION_S:
            return found
        text = f"all cases of {level.function} together took more than {FUNCTION_S:.0f} s"
        return [LevelResult(level.name, TIME_LIMIT, where=each.where, text=text) for each in found]

    def _level(self, level: Level) -> list[LevelResult]:
        function = self.trial.entry.kata.function_of(level)
        families = [*self.exam.families(level)]
        if not self._defines(function):
            return [LevelResult(level.name, NOT_STARTED, where=name) for name, _, _ in families]
        results: list[LevelResult] = []
        for name, make, draws in families:
            if _is_unstarted(results):
                results.append(LevelResult(level.name, NOT_STARTED, where=name))
            elif level.function in self.ended:
                text = f"it comes after {self.ended[level.function]}"
                results.append(LevelResult(level.name, NOT_REACHED, where=name, text=text))
            else:
                results.append(self._family(level, name, make, draws))
        return results

    def _defines(self, function: Function) -> bool:
        self.arena = self.arena or self.trial.arena(SOLUTION)
        return set(function.names) <= self.arena.defined[SOLUTION]

    def _family(
        self, level: Level, name: str, make: Family, draws: tuple[Drawn, ...]
    ) -> LevelResult:
        """The first fault of a family, or accepted."""
        spent_s = self.spent_s.get(level.function, 0.0)
        for drawn in draws:
            self.arena = self.arena or self.trial.arena(SOLUTION)
            before_s = self.arena.used_s
            fault = fault_drawn(self.trial, self.arena, level, make, drawn, self.exam.known)
            spent_s += self.arena.used_s - before_s
            if self.arena.boxes[SOLUTION].ended is not None:
                self._close()
            if fault is not None:
                break
        self.spent_s[level.function] = spent_s
        if spent_s > FUNCTION_S or (fault and fault.verdict == TIME_LIMIT):
            self.ended[level.function] = f"{name}, which took too long"
        if fault is None:
            return LevelResult(level.name, ACCEPTED, where=name)
        return replace(fault, where=name, printed="", drawn=drawn)


def _is_unstarted(results: list[LevelResult]) -> bool:
    first = results[:UNSTARTED_MAX]
    return len(first) == UNSTARTED_MAX and all(each.verdict == NOT_STARTED for each in first)
