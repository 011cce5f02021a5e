"""A file judged again, at once, whenever it is saved: nothing is timed, no long history is played.

The secret stays, so the cases do too: what was wrong stays wrong until it is mended.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from harness.catalog.solution import Solution
from harness.judge.arena import Arena
from harness.judge.failing import Failing, in_arena
from harness.judge.small_cases import Known, Report, small_cases
from harness.judge.trial import SOLUTION, Judged, Trial
from harness.kata import Case, Level


@dataclass(frozen=True)
class Kept:
    """A case at which an earlier save failed."""

    level: Level
    case: Case


@dataclass
class Again:
    """What lasts from save to save: box mode and secret, which are the first trial's, and all cases
    with their expected answers.
    """

    begun: Trial
    known: Known = field(default_factory=dict)

    def judged(
        self,
        solution: Solution,
        levels: tuple[Level, ...],
        kept: Kept | None,
        report_kept: Callable[[Failing | None], None],
        report: Report,
    ) -> Judged:
        """The kept case first, then every family of these levels, in one box if none ends it."""
        # the same secret for the whole watch: a new one might draw past the mistake, and what is
        # green would be luck. A run has a secret of its own, as always
        trial = replace(
            self.begun, solution=solution, levels=levels, images={}, started_s=time.monotonic()
        )
        waiting = [kept] if kept else []

        def opened() -> Arena:
            arena = trial.arena(SOLUTION)
            if not waiting or not _defines(arena, trial, waiting[0].level):
                return arena
            first = waiting.pop()
            found, goes_on = in_arena(trial, arena, first.level, first.case)
            report_kept(found)
            return arena if goes_on else trial.arena(SOLUTION)

        return small_cases(trial, report, opened=opened, known=self.known, anything_last=True)


def _defines(arena: Arena, trial: Trial, level: Level) -> bool:
    return set(trial.entry.kata.function_of(level).names) <= arena.defined[SOLUTION]
