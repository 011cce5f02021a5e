"""What to type next after a run, and what the run exits with. Pure: from results to words."""

from __future__ import annotations

from collections.abc import Sequence

from harness.judge.verdict import LevelResult, Results
from harness.kata import Kata, Level
from harness.text import factor

PASSED, NOT_PASSED, TOO_NOISY = 0, 1, 3


def next_step(kata: Kata, levels: Sequence[Level], results: Results, timed: bool = True) -> str:
    """The first level of those judged that asks for something, and what to do there."""
    for level in levels:
        result = results[level.name]
        if level.bonus and result.verdict == "not started":
            continue
        if not result.passed(timed and bool(level.pars)):
            return at_level(kata.name, level, result)
    if not timed:
        return f"all right, and nothing was timed: kata run {kata.name}"
    if len(levels) < len(kata.levels):
        passed = " and ".join(level.name for level in levels)
        return f"{passed} passed; kata run {kata.name}"
    below = [name for name, found in results.items() if found.medal in ("bronze", "silver")]
    if below:
        ideas = f"ideas: kata hint {kata.name}"
        return f"every level passed; gold is open at {', '.join(below)}; {ideas}"
    return f"every level at gold; kata show {kata.name} --solutions, and its hints have an end"


def at_level(kata: str, level: Level, result: LevelResult) -> str:
    """What to do at a level that is not passed."""
    if result.verdict == "not started":
        return f"fill in {level.function} ({level.name}: {level.title})"
    if result.verdict == "inconclusive":
        return f"kata run {kata}    (again, when the machine is quiet)"
    if result.verdict == "time limit":
        if result.where not in level.workloads:
            return f"look for a loop in {level.name} that never ends: small cases took too long"
        ideas = f"ideas: kata hint {kata}"
        return f"make {level.name} faster; it was right on the small cases; {ideas}"
    if result.verdict == "accepted" and level.pars:
        asked = f"{factor(1 / level.pars.bronze)}x slower than the reference or better"
        if level.score == "quality":
            asked = f"{level.pars.bronze:.0%} of the way from the baseline to the bound"
        return f"{level.name} is right; bronze asks for {asked}: kata hint {kata}"
    contract = f"; kata show {kata} has the contract" if result.check else ""
    return f"mend {level.name}{contract}"


def exit_code(levels: Sequence[Level], results: Results, timed: bool = True) -> int:
    """0 where all that was begun is passed, 1 where something is not, 3 where noise hides it; where
    nothing was timed, what is right is passed.
    """
    open_verdicts = ("not started", "not reached", "inconclusive")
    tried = [level for level in levels if results[level.name].verdict != "not started"]
    decided = [level for level in tried if results[level.name].verdict not in open_verdicts]
    if not all(results[level.name].passed(timed and bool(level.pars)) for level in decided):
        return NOT_PASSED
    if any(results[level.name].verdict == "inconclusive" for level in tried):
        return TOO_NOISY
    return PASSED if tried and len(decided) == len(tried) else NOT_PASSED
