"""Phase 1 of a run: is it right on the small cruel cases?"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from harness.box import BoxEnded
from harness.catalog import Family
from harness.errors import JudgeError
from harness.judge import inprocess
from harness.judge.answer import first_fault
from harness.judge.arena import Arena, Ran, SideEnded
from harness.judge.trial import SOLUTION, Judged, Trial
from harness.judge.verdict import (
    ACCEPTED,
    INCONCLUSIVE,
    NOT_REACHED,
    NOT_STARTED,
    WRONG_ANSWER,
    LevelResult,
    Results,
)
from harness.kata import Answers, Case, Check, Level
from harness.text import cleaned, has_returned, in_words, type_of_error

FAMILY_SEEDS = 3
ANYTHING_S = 0.3
"""So long a run looks at whatever the contract allows, on all levels together."""
ANYTHING = "anything"
RUNTIME_ERROR = "runtime error"

Report = Callable[[LevelResult], None]
Asked = tuple[Case, "Answers | None"]
"""A case, and the oracle's answers to it where there is but one answer."""
Known = dict[tuple[str | int, ...], Asked]
"""What the families made, by the labels it was drawn with: the same as long as the secret is."""


def small_cases(
    trial: Trial,
    report: Report,
    *,
    opened: Callable[[], Arena] | None = None,
    known: Known | None = None,
    anything_last: bool = False,
) -> Judged:
    """Every family of every level, in level order, in one box.

    A level that fails ends its function, not the others. Who judges the same secret again and again
    has the cases kept in `known`, and opens the boxes. With `anything_last` a level is reported
    when its families are right, and again where something that the contract allows is not, which is
    looked for when nothing else is wrong.
    """
    results: dict[str, LevelResult] = {}
    failed: dict[str, str] = {}  # function -> the level that ended it
    arena: Arena | None = None
    opened = opened or partial(trial.arena, SOLUTION)
    try:
        for level in trial.levels:
            if level.function in failed:
                text = f"it comes after {failed[level.function]}"
                result = LevelResult(level.name, NOT_REACHED, text=text)
            else:
                try:
                    arena = arena or opened()
                    result = _families(trial, arena, level, known)
                    if result.verdict == ACCEPTED and not anything_last:
                        result = _anything(trial, arena, level) or result
                except SideEnded as over:
                    result = ended_level(level, "import", over.ended)
                    failed.update({item.function: level.name for item in trial.levels})
                if result.verdict != ACCEPTED and arena:
                    # what it printed is only whole when it has ended
                    result, arena = _with_output(result, arena), None
            results[level.name] = result
            if result.verdict != ACCEPTED:
                failed.setdefault(level.function, level.name)
            report(result)
        for level in trial.levels if anything_last and _none_wrong(results) else ():
            if results[level.name].verdict == ACCEPTED:
                arena = arena or opened()
                fault = _anything(trial, arena, level)
                if fault is not None:
                    results[level.name], arena = _with_output(fault, arena), None
                    report(results[level.name])
        if arena:
            trial = trial.with_compiled(arena)
    finally:
        if arena:
            arena.stack.close()
    return Judged(trial, results)


def _none_wrong(results: Results) -> bool:
    """Whether all that was begun is right."""
    unseen = (ACCEPTED, NOT_STARTED, NOT_REACHED)
    return all(result.verdict in unseen for result in results.values())


def _with_output(result: LevelResult, arena: Arena) -> LevelResult:
    printed = arena.boxes[SOLUTION].close()
    arena.stack.close()
    return (
        result if result.verdict == NOT_STARTED else replace(result, printed=cleaned(printed, 2000))
    )


def _families(trial: Trial, arena: Arena, level: Level, known: Known | None) -> LevelResult:
    """One level's small cases against the oracle."""
    if not set(trial.entry.kata.function_of(level).names) <= arena.defined[SOLUTION]:
        return LevelResult(level.name, NOT_STARTED)
    families = trial.entry.families(level)
    for family, make in families.items():
        for number in range(FAMILY_SEEDS):
            drawn = ("family", level.name, family, number)
            fault = fault_drawn(trial, arena, level, make, drawn, known)
            if fault is not None:
                return replace(fault, where=family)
    return LevelResult(level.name, ACCEPTED, text=f"{len(families)} kinds of cases")


def _anything(trial: Trial, arena: Arena, level: Level) -> LevelResult | None:
    """Draws from all that the contract allows, one at least, until the level's time is used."""
    make = trial.entry.anything(level)
    ends_s = time.monotonic() + ANYTHING_S / len(trial.levels)
    number, fault = 0, None
    while make and fault is None and (number == 0 or time.monotonic() < ends_s):
        fault = fault_drawn(trial, arena, level, make, (ANYTHING, level.name, number))
        number += 1
    return fault and replace(fault, where=ANYTHING)


def fault_drawn(
    trial: Trial,
    arena: Arena,
    level: Level,
    make: Family,
    drawn: tuple[str | int, ...],
    known: Known | None = None,
) -> LevelResult | None:
    """What is wrong with the answer to the case that these labels make; None where it is right."""
    asked = known.get(drawn) if known else None
    if asked is None:
        asked = _asked(trial, level, make, drawn)
    if known is not None:
        known[drawn] = asked
    case, expected = asked
    function, limits = trial.entry.kata.function_of(level), trial.entry.kata.limits
    try:
        ran = arena.run(function, case, limits.call_s)[SOLUTION]
        fault = fault_of(trial.entry.checks(level), level, case, expected, ran)
    except SideEnded as over:
        fault = ended_level(level, str(drawn[-2]), over.ended)
    return fault and replace(fault, drawn=drawn)


def _asked(trial: Trial, level: Level, make: Family, drawn: tuple[str | int, ...]) -> Asked:
    case = make(trial.secret.generator(*drawn))
    if level.answers != "unique":
        return case, None
    function = trial.entry.kata.function_of(level)
    return case, inprocess.answers(function, trial.entry.module("oracle"), case)


def fault_of(
    checks: Sequence[Check], level: Level, case: Case, expected: Answers | None, ran: Ran
) -> LevelResult | None:
    """What is wrong with the answer to a small case; None where it is right.

    `expected` is None at levels whose checks alone decide.
    """
    if expected is not None:
        unexpected = _unexpected_error(expected, ran)
        if unexpected:
            return LevelResult(level.name, RUNTIME_ERROR, text=unexpected)
    fault = first_fault(checks, level, case, expected, ran.answer)
    if fault is None:
        return None
    text = fault[1]
    if has_returned(ran.note) and not any(array.any() for array in ran.answer.values()):
        text += "; what it returned is not read: fill the output arrays"
    return LevelResult(level.name, WRONG_ANSWER, check=fault[0], text=text)


def _unexpected_error(expected: Answers, ran: Ran) -> str:
    """The solution's ValueError where the contract has none."""
    if "raised" in expected and not expected["raised"].any() and ran.answer["raised"].any():
        return in_words(ran.note)
    return ""


def ended_everywhere(judged: Judged, over: SideEnded) -> Judged:
    """Where a worker ended outside of every level: each that was right until then has ended so."""
    if over.side != SOLUTION and over.ended.verdict != INCONCLUSIVE:
        raise over.as_ours(f"the {over.side} failed") from over
    results = {
        name: ended_level(judged.trial.entry.level(name), "", over.ended, False)
        if result.verdict == ACCEPTED
        else result
        for name, result in judged.results.items()
    }
    return replace(judged, results=results)


def ended_level(
    level: Level, where: str, ended: BoxEnded, may_be_unfinished: bool = True
) -> LevelResult:
    """The worker died or overran: the verdict is the supervisor's, the words are the solution's."""
    if may_be_unfinished and type_of_error(ended.text) == "NotImplementedError":
        return LevelResult(level.name, NOT_STARTED)
    verdict = ended.verdict
    if where == "import" and verdict == RUNTIME_ERROR:
        verdict = "load error"
    if verdict == "no box":
        raise JudgeError(f"the box could not be started: {ended.text}")
    return LevelResult(
        level.name,
        verdict,
        where=where,
        text=in_words(ended.text),
        printed=cleaned(ended.printed, 2000),
    )
