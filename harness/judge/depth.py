"""More history than 2^16 of anything that could be counted: the reference answers, which the oracle
has vouched for on the small cases, for the oracle itself is too slow.
"""

from __future__ import annotations

from harness.catalog import Family
from harness.judge.arena import Arena
from harness.judge.small_cases import fault_of
from harness.judge.trial import REFERENCE, SOLUTION, Trial
from harness.judge.verdict import LevelResult
from harness.kata import Level


def drawn_of(level: Level, family: str) -> tuple[str, ...]:
    """The labels of a long history."""
    return "depth", level.name, family


def deep_fault(
    trial: Trial, arena: Arena, level: Level, family: str, make: Family
) -> LevelResult | None:
    """What is wrong with the solution on one long case; None where it is right. SideEnded where it
    ends its worker, or takes longer than a call may.
    """
    case = make(trial.secret.generator(*drawn_of(level, family)))
    function = trial.entry.kata.function_of(level)
    alone = "" if level.answers == "unique" else SOLUTION
    ran = arena.run(function, case, trial.entry.kata.limits.call_s, alone=alone)
    expected = ran[REFERENCE].answer if level.answers == "unique" else None
    return fault_of(trial.entry.checks(level), level, case, expected, ran[SOLUTION])
