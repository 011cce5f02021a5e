"""The case at which a solution failed: made small, shown, and kept for `kata try`."""

from __future__ import annotations

from contextlib import suppress

from harness.catalog import Entry
from harness.catalog.solution import Solution, default_path
from harness.cli.render import Screen
from harness.judge.failing import Failing, failing
from harness.judge.likely import likely
from harness.judge.trial import Judged
from harness.results import kept_cases
from harness.text import is_breakpoint

CASES_FAIL = ("wrong answer", "runtime error", "time limit")
"""Verdicts of a case; others are of the whole file, or not about answers."""


def show_failing(screen: Screen, judged: Judged, budget_s: float) -> bool:
    """The first case at which each function failed, all made small in so much time; whether there
    was one.
    """
    shown = False
    failed = [
        result
        for result in judged.results.values()
        if result.drawn and result.verdict in CASES_FAIL
    ]
    solution, entry = judged.trial.solution, judged.trial.entry
    for result in failed:
        # who stops to look wants to look at something
        each_s = 0.0 if is_breakpoint(result.text) else budget_s / len(failed)
        found = failing(judged.trial, result, each_s)
        if found is not None:
            screen.failing(found, result, again_with(entry, solution))
            screen.likely(likely(judged.trial, found))
            _keep(entry, found, solution)
            shown = True
    return shown


def _keep(entry: Entry, found: Failing, solution: Solution) -> None:
    if solution.own:
        with suppress(OSError):  # where it cannot be kept nor can the history, which says so
            kept_cases.keep(entry, found.level, found.text, found.result.text)


def again_with(entry: Entry, solution: Solution) -> str:
    """The command that plays a kept case again; nothing for a solution that is not the learner's,
    whose cases are not kept.
    """
    if not solution.own:
        return ""
    other = "" if solution.path == default_path(entry) else f" --solution {solution.path}"
    return f"kata try {entry.kata.name}{other}"
