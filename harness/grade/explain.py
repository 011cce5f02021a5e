"""What a student is shown of each level that is wrong: a small case, and the likely mistake."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace

from harness.catalog import case_text
from harness.grade.facts import Explained, Facts, FamilyFact, LevelFact
from harness.judge.arena import SideEnded
from harness.judge.failing import Failing, failing, in_arena
from harness.judge.likely import likely
from harness.judge.side_by_side import side_by_side
from harness.judge.small_cases import ANYTHING
from harness.judge.trial import SOLUTION, Trial
from harness.kata import Level

SMALL_S = 1.0
"""So long the failing cases of a file are made smaller, all together."""
MADE_SMALL = ("wrong answer", "runtime error")
"""Who is stopped by a limit is not tried again and again."""
DEPTH = "depth"
"""What only a long history shows has no small case."""
LINES_MAX = 30
LOOKED_AT = 8
"""So many faults of a level are compared."""


def explained(trial: Trial, facts: Facts) -> tuple[Explained, ...]:
    """Of each level with a fault that has a case."""
    wrong = [level for level in facts.levels if level.fault and level.fault.drawn]
    return tuple(_explained(trial, wrong))


def _explained(trial: Trial, wrong: list[LevelFact]) -> Iterator[Explained]:
    small_s, small = SMALL_S, dict[str, Failing]()
    for count, fact in enumerate(wrong):
        level = trial.entry.level(fact.level)
        begun_s, found = time.monotonic(), None
        if level.function in small:
            found = _there_too(trial, level, fact, small[level.function])
        if found is None:
            fault, lines = _plainest(trial, level, fact)
            if fault.verdict in MADE_SMALL and fault.drawn[0] != DEPTH:
                each_s = small_s / (len(wrong) - count)
                found = failing(trial, fact.as_result(fault), each_s)
        # what is left is for those that come after
        small_s -= min(small_s, time.monotonic() - begun_s)
        if found is None:
            yield Explained(level.name, case=_cut(lines), text=_said(fault.check, fault.text))
        else:
            small.setdefault(level.function, found)
            yield _shown(trial, found)


def _there_too(trial: Trial, level: Level, fact: LevelFact, earlier: Failing) -> Failing | None:
    """The small case of an earlier level of the function, if this one fails at it in a way in
    which it has failed before.
    """
    try:
        with trial.arena(SOLUTION) as arena:
            found, _ = in_arena(trial, arena, level, earlier.case)
    except SideEnded:
        return None
    if found is None:
        return None
    ways = {(each.verdict, each.check) for each in fact.families if not each.right}
    known = (found.result.verdict, found.result.check) in ways
    return replace(found, text=earlier.text) if known else None


def _plainest(trial: Trial, level: Level, fact: LevelFact) -> tuple[FamilyFact, list[str]]:
    """Of the level's faults the one whose case is the shortest, and that case as lines; long
    histories only where nothing else is wrong.
    """
    faults = [each for each in fact.families if each.decided and not each.right and each.drawn]
    short = [each for each in faults if each.drawn[0] != DEPTH]
    made = [each for each in short if each.verdict in MADE_SMALL]
    if not short:
        return faults[0], []
    told = [(each, _told(trial, level, each)) for each in (made or short)[:LOOKED_AT]]
    return min(told, key=lambda one: len(one[1]))


def _shown(trial: Trial, found: Failing) -> Explained:
    wrong = likely(trial, found)
    told = " ".join(wrong.told.split("\n\n")[0].split()) if wrong else ""
    lines = tuple(side_by_side(found.expected, found.got))
    said = _said(found.result.check, found.result.text)
    return Explained(found.level.name, _cut(found.text.splitlines()[1:]), lines, said, told)


def _said(check: str, text: str) -> str:
    return f"{check}: {text}".removeprefix(": ")


def _told(trial: Trial, level: Level, fault: FamilyFact) -> list[str]:
    """The case that failed, as it was drawn; nothing where the kata cannot tell its cases."""
    entry = trial.entry
    anything = fault.drawn[0] == ANYTHING
    make = entry.anything(level) if anything else entry.families(level).get(fault.name)
    if make is None or not (entry.folder / "text.py").is_file():
        return []
    case = make(trial.secret.generator(*fault.drawn))
    return case_text.told(entry, entry.kata.function_of(level), case).splitlines()[1:]


def _cut(lines: list[str]) -> tuple[str, ...]:
    if len(lines) <= LINES_MAX:
        return tuple(lines)
    return (*lines[:LINES_MAX], f"... and {len(lines) - LINES_MAX} more lines")
