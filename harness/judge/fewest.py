"""How few of something suffice: the least number of a case with which no check speaks.

Every try is another evening of the same world, and who has seen one knows what comes in the next:
each is played by a fresh box.
"""

from __future__ import annotations

from dataclasses import dataclass

from harness.errors import JudgeError
from harness.judge.answer import Finding, first_fault
from harness.judge.trial import REFERENCE, Trial
from harness.kata import Answers, Case, Level, Workload


@dataclass(frozen=True)
class Fewest:
    """The case with the least number that suffices and the answer to it; with `fault`, that not
    even the most did.
    """

    case: Case
    answer: Answers
    number: int
    fault: Finding | None = None


def fewest(trial: Trial, side: str, level: Level, workload: Workload, case: Case) -> Fewest:
    """By halving: whoever keeps the limits with so many is taken to keep them with more.

    JudgeError where the reference does not keep them with the most.
    """
    assert workload.fewest is not None
    name, least, most = workload.fewest
    best = _tried(trial, side, level, {**case, name: most}, most)
    while best.fault is None and least < best.number:
        middle = (least + best.number) // 2
        found = _tried(trial, side, level, {**case, name: middle}, middle)
        if found.fault is None:
            best = found
        else:
            least = middle + 1
    if side == REFERENCE and best.fault:
        raise JudgeError(f"the reference failed at {level.name}: {best.fault[1]}")
    return best


def _tried(trial: Trial, side: str, level: Level, case: Case, number: int) -> Fewest:
    function, limits = trial.entry.kata.function_of(level), trial.entry.kata.limits
    with trial.arena(side) as fresh:
        answer = fresh.run(function, case, limits.call_s)[side].answer
    fault = first_fault(trial.entry.checks(level), level, case, None, answer)
    return Fewest(case, answer, number, fault)


def compared(mine: Fewest, theirs: Fewest, workload: Workload) -> str:
    """What sufficed for a solution and for the reference, in words."""
    assert workload.fewest is not None
    what = workload.fewest[0].replace("_", " ")
    return f"{mine.number} {what} suffice; the reference needs {theirs.number}"
