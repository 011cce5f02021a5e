"""The case at which a solution failed, made again and made small."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from harness.catalog import Family, case_text, domain
from harness.judge import inprocess
from harness.judge.arena import Arena, Ran, SideEnded
from harness.judge.shrink import Shrinking
from harness.judge.small_cases import ANYTHING, RUNTIME_ERROR, ended_level, fault_of
from harness.judge.trial import REFERENCE, SOLUTION, Trial
from harness.judge.verdict import LevelResult
from harness.kata import Answers, Case, Level

LOOP_S = 0.5
"""While cases are tried an endless loop is waited for so long; the last word has all its time."""


@dataclass(frozen=True)
class Failing:
    """A case that fails, as its text, and what is wrong with it.

    `expected` is None where the checks alone decide, `got` where there was no answer.
    """

    level: Level
    text: str
    case: Case
    result: LevelResult
    expected: Answers | None = None
    got: Answers | None = None


def failing(trial: Trial, result: LevelResult, budget_s: float) -> Failing | None:
    """The case of a result, made small in so much time; None where it does not fail again, or has
    no text.

    A level whose checks decide may fail at another place of a smaller case: the same check speaks.
    """
    level = trial.entry.level(result.level)
    make = _family(trial, level, result)
    function = trial.entry.kata.function_of(level)
    if make is None or not (trial.entry.folder / "text.py").is_file():
        return None
    case = make(trial.secret.generator(*result.drawn))
    with _Bench(trial, level, deep=result.drawn[0] == "depth") as bench:
        lines = Shrinking(
            read=trial.entry.text(function).read,
            keeps=lambda each: domain.broken_clause(trial.entry, function, each) is None,
            fails=lambda each: _same(bench.judged(each, LOOP_S), result),
            until_s=time.monotonic() + budget_s,
        ).shrunk(trial.entry.text(function).tell(case))
    for last in (trial.entry.text(function).read(lines), case):
        with _Bench(trial, level, deep=result.drawn[0] == "depth") as fresh:
            found = fresh.judged(last, trial.entry.kata.limits.call_s)
        if found is not None and _same(found, result):
            told = case_text.told(trial.entry, function, last)
            return replace(found, text=told, result=replace(found.result, where=result.where))
    return None


def in_arena(trial: Trial, arena: Arena, level: Level, case: Case) -> tuple[Failing | None, bool]:
    """What is wrong with the answer to a case, None where it is right; and whether the arena, which
    stays the caller's, goes on.
    """
    with _Bench(trial, level, deep=False) as bench:
        bench.arena = arena
        found = bench.judged(case, trial.entry.kata.limits.call_s)
        goes_on, bench.arena = bench.arena is not None, None
    return found, goes_on


def _family(trial: Trial, level: Level, result: LevelResult) -> Family | None:
    """Who made the case of a result; None for full size."""
    if not result.drawn:
        return None
    if result.drawn[0] == ANYTHING:
        return trial.entry.anything(level)
    families = trial.entry.families(level) | trial.entry.depth(level)
    return families.get(str(result.drawn[2]))


def _same(found: Failing | None, result: LevelResult) -> bool:
    """Whether the same is wrong: the same check, or the same error."""
    if found is None or found.result.verdict != result.verdict:
        return False
    if result.verdict == RUNTIME_ERROR:
        return found.result.text.partition(":")[0] == result.text.partition(":")[0]
    return found.result.check == result.check


class _Bench:
    """A box in which cases are tried, opened again whenever a case has ended it."""

    def __init__(self, trial: Trial, level: Level, deep: bool) -> None:
        self.trial, self.level, self.deep = trial, level, deep
        self.function = trial.entry.kata.function_of(level)
        by_reference = deep and level.answers == "unique"
        self.sides = (REFERENCE, SOLUTION) if by_reference else (SOLUTION,)
        self.arena: Arena | None = None

    def __enter__(self) -> _Bench:
        return self

    def __exit__(self, *unused: object) -> None:
        self._close()

    def _close(self) -> None:
        if self.arena is not None:
            self.arena.stack.close()
            self.arena = None

    def judged(self, case: Case, limit_s: float) -> Failing | None:
        """What is wrong with the answer to a case; None where it is right."""
        try:
            self.arena = self.arena or self.trial.arena(*self.sides)
            ran = self.arena.run(self.function, case, limit_s)
        except SideEnded as over:
            self._close()
            if over.side == REFERENCE:
                return None
            result = ended_level(self.level, "", over.ended)
            return Failing(self.level, "", case, result, self._expected(case, {}))
        expected = self._expected(case, ran)
        checks, got = self.trial.entry.checks(self.level), ran[SOLUTION]
        fault = fault_of(checks, self.level, case, expected, got)
        if fault is None:
            return None
        told = None if self.function.turns else got.answer  # decisions are read one by one
        return Failing(self.level, "", case, fault, expected, told)

    def _expected(self, case: Case, ran: dict[str, Ran]) -> Answers | None:
        """By the oracle; of a long history by the reference, if it has answered."""
        if self.level.answers != "unique":
            return None
        if self.deep:
            return ran[REFERENCE].answer if REFERENCE in ran else None
        return inprocess.answers(self.function, self.trial.entry.module("oracle"), case)
