"""Which known mistake answers as a wrong solution does: a help, never a verdict, silent in doubt.

A kata's mistakes are tried on the case that failed and on one case of every kind of that level. A
mistake is named only if it is the only one that gives the solution's answers everywhere.
"""

from __future__ import annotations

import ast
import time
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import ModuleType

import numpy as np

from harness.catalog import Entry
from harness.catalog.mistakes import Wrong
from harness.judge import inprocess
from harness.judge.alarm import within
from harness.judge.answer import equal
from harness.judge.arena import SideEnded
from harness.judge.failing import Failing
from harness.judge.trial import SOLUTION, Trial
from harness.kata import Answers, Case, Function, Level

BUDGET_S = 1.5
EACH_S = 0.2
"""A mistake gets so long for a small case."""
UNANSWERED = ("time_limit", "runtime_error", "memory_limit", "output_limit")
"""What stops mistakes that have no answer to compare."""


@dataclass(frozen=True)
class Seen:
    """A case, and what the solution answered."""

    case: Case
    answers: Answers


def likely(trial: Trial, found: Failing, budget_s: float = BUDGET_S) -> Wrong | None:
    """The one mistake that answers as the solution does; None where there is none, more than one,
    or no time to know.
    """
    level = found.level
    if level.answers != "unique" or found.got is None:
        return None
    until_s = time.monotonic() + budget_s
    function = trial.entry.kata.function_of(level)
    candidates = candidates_of(trial.entry, function)
    alike = same_answers(candidates, function, [Seen(found.case, found.got)], until_s)
    if not alike:
        return None
    alike = same_answers(alike, function, _others(trial, level, function), until_s)
    return alike[0] if len(alike) == 1 and time.monotonic() < until_s else None


def candidates_of(entry: Entry, function: Function) -> list[Wrong]:
    """The mistakes of a function that have answers."""
    return [
        wrong
        for wrong in entry.wrong().values()
        if wrong.fails.check not in UNANSWERED and set(function.names) <= _defined(wrong.source)
    ]


def same_answers(
    wrongs: Sequence[Wrong], function: Function, seen: Sequence[Seen], until_s: float
) -> list[Wrong]:
    """Those that answer the same to every case; none where the time is used up before."""
    alike = []
    for wrong in wrongs:
        if time.monotonic() >= until_s:
            return []
        module = loaded(wrong)
        if all(_answers_alike(module, function, each) for each in seen):
            alike.append(wrong)
    return alike


def _defined(source: str) -> set[str]:
    return {getattr(node, "name", "") for node in ast.parse(source).body}


def loaded(wrong: Wrong) -> ModuleType:
    """A mistake as a module of this process."""
    module = ModuleType(wrong.name)
    exec(compile(wrong.source, str(wrong.path), "exec", dont_inherit=True), vars(module))
    return module


def _answers_alike(module: ModuleType, function: Function, seen: Seen) -> bool:
    found: list[Answers] = []

    def answer() -> None:
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what a mistake does wrong is no news
            found.append(inprocess.answers(function, module, seen.case))

    try:
        done = within(EACH_S, answer)
    except Exception:
        return False
    return done and equal(seen.answers, found[0])


def _others(trial: Trial, level: Level, function: Function) -> list[Seen]:
    """One case of every kind of the level, as far as the solution answers them."""
    try:
        return list(_answered(trial, level, function))
    except SideEnded:
        return []


def _answered(trial: Trial, level: Level, function: Function) -> Iterator[Seen]:
    with trial.arena(SOLUTION) as arena:
        for name, make in trial.entry.families(level).items():
            case = make(trial.secret.generator("likely", level.name, name))
            ran = arena.run(function, case, trial.entry.kata.limits.call_s)
            yield Seen(case, ran[SOLUTION].answer)
