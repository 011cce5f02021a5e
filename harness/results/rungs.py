"""The ladder of a kata on this machine: remembered from an earlier run, or measured and kept."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from harness import machine
from harness.errors import KataError
from harness.judge.trial import Trial
from harness.measure.figures import names_of
from harness.measure.handed_on import Progress
from harness.measure.ladder import Figures, climb
from harness.results import record
from harness.results.ledger import Ledger, LedgerError

Say = Callable[[str], None]


def keep(ledger: Ledger, row: record.Row, say: Say) -> None:
    """Add a row to the own history; where that fails, say so and go on."""
    try:
        ledger.append(row)
    except LedgerError as problem:
        say(str(problem))


def remembered(trial: Trial, ledger: Ledger) -> Figures:
    """What was measured on this machine before."""
    return ledger.ladder(trial.entry, machine.identity(), trial.setting.mode)


def ladder_of(
    trial: Trial, wanted: Collection[str], ledger: Ledger, progress: Progress, say: Say
) -> Figures:
    """The figures of the rungs at the levels that are wanted, and whatever else is known.

    What is not remembered is measured and kept; a rung that fails is told and leaves a gap, for
    the verdict stands without a ladder beside it.
    """
    known = remembered(trial, ledger)
    missing = tuple(
        level
        for level in trial.levels
        if level.name in wanted and not set(names_of(level)) <= set(known)
    )
    if not missing:
        return known
    try:
        return measured_ladder(replace(trial, levels=missing), known, ledger, progress, say)
    except KataError as problem:
        say(str(problem))
        return known


def measured_ladder(
    trial: Trial, known: Figures, ledger: Ledger, progress: Progress, say: Say
) -> Figures:
    """What is known, and what the trial's levels come to now, which is kept."""
    known = {**known, **climb(trial, progress)}
    keep(ledger, record.of_ladder(trial.entry, trial.setting.mode, known), say)
    return known
