"""Quality levels: how near the bound an answer comes on fresh input, and did it look ahead?"""

from __future__ import annotations

import numpy as np

from harness.arena import Arena, Ran
from harness.binding import steps_of
from harness.checking import first_fault
from harness.kata import Case, Function, Level, Quality, Workload
from harness.trial import REFERENCE, SOLUTION, Trial
from harness.verdict import ACCEPTED, TIERS, WRONG_ANSWER, LevelResult, Score

JIT_S = 15.0
"""What a policy may take beside its limit: its loop is compiled in each box."""


def scored(trial: Trial, arena: Arena, level: Level, result: LevelResult) -> LevelResult:
    """A quality level: reference and solution on the same fresh input, and a causality check."""
    check, cases = trial.entry.module("check"), trial.entry.module("cases")
    function = trial.entry.kata.function_of(level)
    scores = []
    for name in level.workloads:
        workload: Workload = cases.WORKLOADS[name]
        case = workload.make(trial.secret.generator("score", name))
        ran = _run(trial, arena, function, case)
        trial.keep_images(arena)
        fault = first_fault(check, level, case, None, ran[SOLUTION].answer)
        if fault is not None:
            return result.because(WRONG_ANSWER, check=fault[0], where=name, text=fault[1])
        rate = check.QUALITY[level.name]
        mine, theirs = (rate(case, ran[side].answer) for side in (SOLUTION, REFERENCE))
        scores.append(_score(level, name, mine, theirs))
        if name == level.workloads[0]:
            seen = _look_ahead(trial, level, function, workload, case, ran[SOLUTION])
            if seen is not None:
                return result.because(WRONG_ANSWER, check="looks_ahead", where=name, text=seen)
    return result.because(ACCEPTED, scores=tuple(scores))


def _run(trial: Trial, arena: Arena, function: Function, case: Case) -> dict[str, Ran]:
    limits = trial.entry.kata.limits
    return arena.run(function, case, limits.call_s, limits.build_s + JIT_S, compiled=True)


def _score(level: Level, workload: str, mine: Quality, theirs: Quality) -> Score:
    tier = tier_of(level, mine.share)
    if tier == "gold" and mine.share > theirs.share:
        tier = "star"
    return Score(workload, mine.value, mine.baseline, mine.bound, mine.share, theirs.share, tier)


def tier_of(level: Level, value: float) -> str:
    """The tier a value reaches, without the star."""
    if level.pars is None:
        return "none"
    reached = [value >= par for par in (level.pars.bronze, level.pars.silver, level.pars.gold)]
    return TIERS[sum(reached)]


def _look_ahead(
    trial: Trial, level: Level, function: Function, workload: Workload, case: Case, ran: Ran
) -> str | None:
    """The same beginning, then another future, in a fresh box: what was decided before the cut must
    be the same.
    """
    if "batches" not in case:
        return None
    rng = trial.secret.generator("cut", level.name)
    other = workload.make(rng)
    rows = [_rows(step) for step in steps_of(case)]
    cut = int(rng.integers(sum(rows) // 2, sum(rows) * 9 // 10))
    with trial.arena(SOLUTION) as arena:
        forked = {**case, "batches": splice(steps_of(case), steps_of(other), cut)}
        again = _run(trial, arena, function, forked)
    for name, array in ran.answer.items():
        differs = np.flatnonzero(array[:cut] != again[SOLUTION].answer[name][:cut])
        if len(differs):
            return (
                f"with the same first {cut:,} requests and another future, the decision at request "
                f"{int(differs[0]):,} was another; use only what was seen, and the given seed"
            )
    return None


def _rows(step: Case) -> int:
    return next(len(value) for value in step.values() if isinstance(value, np.ndarray))


def splice(first: list[Case], second: list[Case], cut: int) -> list[Case]:
    """The batches of `first` up to event `cut`, those of `second` after it; the sizes of the
    batches stay.
    """
    joined: list[Case] = []
    seen = 0
    for one, two in zip(first, second, strict=False):
        keep = min(max(cut - seen, 0), _rows(one))
        joined.append(
            {
                name: np.concatenate([value[:keep], two[name][keep : len(value)]])
                if isinstance(value, np.ndarray)
                else value
                for name, value in one.items()
            }
        )
        seen += _rows(one)
    return joined
