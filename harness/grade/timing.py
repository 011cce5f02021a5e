"""Right files timed one after another, with nothing beside them, on this machine alone."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from harness.box import Setting
from harness.catalog import Entry
from harness.catalog.solution import Solution
from harness.grade.facts import Facts
from harness.judge.arena import SideEnded
from harness.judge.pilot import pilot
from harness.judge.small_cases import ended_everywhere
from harness.judge.trial import Judged, Trial, in_best_mode
from harness.judge.verdict import INCONCLUSIVE, LevelResult
from harness.measure.measurement import measure

TRIES = 2
"""A machine that is too noisy to tell is asked once more."""


@dataclass(frozen=True)
class Timed:
    """A level at full size: its medal, the verdict there and why, the ratio to the reference's
    speed (nothing where quality is scored, or nothing was timed).
    """

    level: str
    medal: str
    verdict: str
    where: str = ""
    check: str = ""
    text: str = ""
    ratio: float | None = None

    @property
    def as_result(self) -> LevelResult:
        """As the judge tells it."""
        return LevelResult(self.level, self.verdict, self.check, self.where, self.text)


Levels = tuple[Timed, ...]


def timed(
    entry: Entry, name: str, source: str, facts: Facts, progress: Callable[[str], None]
) -> Levels | None:
    """What full size says of each level that is right on the small cases; None where noise hides
    it.
    """
    for _ in range(TRIES):
        results = _measured(entry, name, source, facts, progress)
        if all(each.verdict != INCONCLUSIVE for each in results):
            return results
    return None


def _measured(
    entry: Entry, name: str, source: str, facts: Facts, progress: Callable[[str], None]
) -> Levels:
    solution = Solution(name, source, own=True, path=Path(name))
    made = functools.partial(Trial, entry, solution, entry.kata.levels)
    kata = entry.kata
    trial = in_best_mode(lambda mode: Setting(mode, kata.limits, threads=kata.threads), made)
    verdicts = {fact.level: fact.verdict for fact in facts.levels}
    results = {name: LevelResult(name, verdict) for name, verdict in verdicts.items()}
    judged = Judged(trial, results)
    waiting = [level.name for level in judged.waiting]
    try:
        piloted = pilot(judged, lambda _: None, deep=False, progress=progress)
        found = measure(piloted, {}, "default", progress).results
    except SideEnded as over:
        found = ended_everywhere(judged, over).results
    return tuple(_of_result(found[name]) for name in waiting)


def _of_result(result: LevelResult) -> Timed:
    return Timed(
        result.level,
        result.medal,
        result.verdict,
        result.where,
        result.check,
        result.text,
        result.ratio,
    )


def as_json(levels: Levels) -> dict[str, Any]:
    """To be kept."""
    return {"levels": [asdict(each) for each in levels]}


def of_json(found: Mapping[str, Any]) -> Levels:
    """What `as_json` wrote; KeyError or TypeError where it did not."""
    return tuple(Timed(**each) for each in found["levels"])


def medals_of(levels: Levels) -> dict[str, str]:
    """Level -> medal."""
    return {each.level: each.medal for each in levels}
