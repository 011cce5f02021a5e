"""Quality levels: how near the bound an answer comes on fresh input, and did it look ahead?"""

from __future__ import annotations

import numpy as np

from harness.binding import steps_of
from harness.judge.answer import first_fault
from harness.judge.arena import Arena, Ran
from harness.judge.fewest import compared, fewest
from harness.judge.trial import REFERENCE, SOLUTION, Trial
from harness.judge.verdict import ACCEPTED, WRONG_ANSWER, LevelResult, Score
from harness.kata import Case, Function, Level, Quality, Workload, medal_of

JIT_S = 15.0
"""What a policy may take beside its limit: its loop is compiled in each box."""
SIDES = (SOLUTION, REFERENCE)
CUTS = 6
"""Other futures a scored trace is given, each from another point on."""


def scored(trial: Trial, arena: Arena, level: Level, result: LevelResult) -> LevelResult:
    """A quality level: reference and solution on the same fresh input, and a causality check."""
    checks, rate = trial.entry.checks(level), trial.entry.quality(level)
    assert rate is not None, "the gate holds a kata to it"
    function = trial.entry.kata.function_of(level)
    trial = _compiled(trial, arena, level, function)
    scores, played = [], []
    for name in level.workloads:
        workload = trial.entry.workloads[name]
        case = workload.make(trial.secret.generator("score", level.name, name))
        if workload.fewest:
            one, other = (fewest(trial, each, level, workload, case) for each in SIDES)
            if one.fault:
                check, text = one.fault
                return result.because(WRONG_ANSWER, check=check, where=name, text=text)
            scores.append(_score(level, name, *(rate(x.case, x.answer) for x in (one, other))))
            result = result.because(ACCEPTED, text=compared(one, other, workload))
            continue
        ran = _run(trial, arena, function, case)
        fault = first_fault(checks, level, case, None, ran[SOLUTION].answer)
        if fault is not None:
            return result.because(WRONG_ANSWER, check=fault[0], where=name, text=fault[1])
        mine, theirs = (rate(case, ran[side].answer) for side in (SOLUTION, REFERENCE))
        scores.append(_score(level, name, mine, theirs))
        played.append((name, workload, case, ran[SOLUTION]))
    with trial.arena(SOLUTION) as fresh:
        for name, workload, case, decided in played:
            labels = (level.name, name)
            seen = _look_ahead(trial, fresh, function, workload, case, decided, labels)
            if seen is not None:
                return result.because(WRONG_ANSWER, check="looks_ahead", where=name, text=seen)
    return result.because(ACCEPTED, scores=tuple(scores))


def _compiled(trial: Trial, arena: Arena, level: Level, function: Function) -> Trial:
    """The trial with what is compiled on a small case, for the other boxes of this run.

    Before anything scored is seen: what a solution writes into its cache folder while it is scored
    must not reach the box that checks for look-ahead.
    """
    make = next(iter(trial.entry.families(level).values()))
    case = make(trial.secret.generator("compile", level.name))
    _run(trial, arena, function, case)
    return trial.with_compiled(arena)


def _run(trial: Trial, arena: Arena, function: Function, case: Case) -> dict[str, Ran]:
    limits = trial.entry.kata.limits
    return arena.run(function, case, limits.call_s, limits.build_s + JIT_S, compiled=True)


def _score(level: Level, workload: str, mine: Quality, theirs: Quality) -> Score:
    medal = medal_of(level.pars, mine.share)
    if medal == "gold" and mine.share > theirs.share:
        medal = "star"
    return Score(workload, mine.value, mine.baseline, mine.bound, mine.share, theirs.share, medal)


def _look_ahead(
    trial: Trial,
    arena: Arena,
    function: Function,
    workload: Workload,
    case: Case,
    decided: Ran,
    labels: tuple[str, str],
) -> str | None:
    """The same beginning, then another future: what was decided before the cut must be the same.

    Only a look at the very chunk that is cut can be seen: one that looks ahead in a share p of the
    chunks of w workloads is missed with a chance of (1 - p) ** (CUTS * w).
    """
    if "batches" not in case:
        return None
    rng = trial.secret.generator("cut", *labels)
    events = sum(_rows(step) for step in steps_of(case))
    # anywhere, or it would look ahead where none can lie; in order, or this worker would know from
    # an earlier cut what comes after a later one
    for cut in sorted(rng.integers(1, events, CUTS).tolist()):
        other = workload.make(rng)
        forked = {**case, "batches": until(splice(steps_of(case), steps_of(other), cut), cut)}
        again = _run(trial, arena, function, forked)[SOLUTION]
        for output, array in decided.answer.items():
            differs = np.flatnonzero(array[:cut] != again.answer[output][:cut])
            if len(differs):
                return (
                    f"with the same first {cut:,} requests and another future, the decision at "
                    f"request {int(differs[0]):,} was another; use what was seen, and the seed"
                )
    return None


def until(batches: list[Case], cut: int) -> list[Case]:
    """The batches up to the one with event `cut`: what follows decides nothing."""
    ends = np.cumsum([_rows(step) for step in batches])
    return batches[: int(np.searchsorted(ends, cut)) + 1]


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
