"""The author's gate at full size: does the answer vary, who is too slow, and do the pars stand?"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

import numpy as np

from harness.author.parallel import together
from harness.author.seeds import Matrix
from harness.author.stand import Stand
from harness.binding import steps_of
from harness.box import Setting
from harness.catalog import Entry
from harness.catalog.claims import Fails, claims
from harness.catalog.solution import Solution, read
from harness.errors import AuthorError
from harness.judge.arena import SideEnded
from harness.judge.pilot import pilot
from harness.judge.replay import inputs
from harness.judge.trial import REFERENCE, Judged, Trial
from harness.judge.verdict import ACCEPTED, LevelResult
from harness.kata import Answers, Level, medal_of
from harness.measure.figures import names_of
from harness.measure.ladder import BRISK, Figures, Pace, climb, figures_of, with_all_accepted

CHANGED_MIN = 0.1
"""The part of the answer that `vary` must change."""
PARTS = 10
PAR_MARGIN = 1.1
"""A judgement: no rung stands nearer to a par, so that noise does not move it across."""
FULL_SIZE_S = 60.0
PATIENT = Pace(patience_s=1.0, until_s=math.inf)
"""Pars are held to more rounds of the slow rungs than a learner's ladder needs."""


def varied(matrix: Matrix) -> tuple[list[str], list[str]]:
    """What is wrong with how workloads vary, and how much each changes."""
    faults, told = [], []
    timed = [
        (level, name)
        for level in matrix.entry.kata.levels
        if level.score == "speed" and level.answers == "unique"
        for name in level.workloads
    ]
    found = together(lambda one: _least_change(matrix, *one), timed)
    for (_, name), (share, quiet) in zip(timed, found, strict=True):
        told.append(f"{name} changes {share:.0%} of its answer")
        if share < CHANGED_MIN:
            faults.append(
                f"{name} changes {share:.1%} of its answer from call to call; "
                f"let `vary` change at least {CHANGED_MIN:.0%}"
            )
        elif quiet:
            faults.append(
                f"{name} leaves {quiet} of {PARTS} parts of its answer as they were; "
                "let `vary` spread its changes over all of it"
            )
    return faults, told


def _least_change(matrix: Matrix, level: Level, name: str) -> tuple[float, int]:
    """The smallest change between answers that follow each other, and the parts that stayed."""
    reference = read(matrix.entry.reference, REFERENCE, own=False)
    workload = matrix.entry.workloads[name]
    rng = matrix.secret.generator("vary", name)
    case = workload.make(rng)
    function = matrix.entry.kata.function_of(level)
    try:
        with matrix.stand(reference) as stand:
            if "batches" in case:
                answers = _batch_answers(stand, function, case)
            else:
                following = inputs(workload, case, rng, 1)
                cases = [case, *next(following), *next(following)]
                answers = [stand.run(function, each, FULL_SIZE_S).answer for each in cases]
    except SideEnded as over:
        raise AuthorError(f"the reference failed at {name}: {over.ended.text}; mend it") from over
    pairs = pairwise(answers)
    found = [change(*pair) for pair in pairs if _same_shapes(*pair)]
    return min(found, default=(1.0, 0))


def _batch_answers(stand: Stand, function: Any, case: Any) -> list[Answers]:
    """The answers of a stream's timed batches, one by one."""
    arena = stand.open()
    windows = [[batch] for batch in steps_of(case)]
    arena.open(function, case, windows, FULL_SIZE_S, compiled=True)
    answers = []
    for calls in windows:
        [step] = arena.step(calls, lambda *_: FULL_SIZE_S).values()
        answers.append({name: np.array(array) for name, array in step.answers[0].items()})
    return answers[1:]


def _same_shapes(before: Answers, after: Answers) -> bool:
    return all(before[name].shape == after[name].shape for name in before)


def change(before: Answers, after: Answers) -> tuple[float, int]:
    """The part of the places with something in them that changed, and how many tenths did not."""
    filled, changed = [], []
    for name, old in before.items():
        old, new = old.reshape(-1), after[name].reshape(-1)
        places = (old != 0) | (new != 0)
        filled.append(places)
        changed.append((old != new)[places])
    differs = np.concatenate(changed)
    if not len(differs):
        return 0.0, PARTS
    parts = np.array_split(differs, min(PARTS, len(differs)))
    return float(differs.mean()), sum(not part.any() for part in parts)


def too_slow_as_stated(
    entry: Entry, solution: Solution, stated: Fails, setting: Setting
) -> Iterator[str]:
    """A slow submission before the pilot of the level whose workload it names."""
    levels = [level for level in entry.kata.levels if stated.where in level.workloads]
    if not levels:
        yield f"{solution.name} says '{stated}'; name a workload of kata.py"
        return
    level = levels[0]
    trial = Trial(entry, solution, (level,), setting)
    right = Judged(trial, {level.name: LevelResult(level.name, ACCEPTED)})
    result = pilot(right, lambda _: None, deep=False).results[level.name]
    found = result.check or result.verdict.replace(" ", "_")
    if found != stated.check or stated.where not in result.where:
        told = f"{result.verdict} {result.text}".strip()
        yield (
            f"{solution.name} says '{stated}', but at full size it is {told}; "
            "enlarge the workload, or correct the line"
        )


def climbed(entry: Entry, setting: Setting, progress: Callable[[str], None]) -> Figures:
    """Every accepted submission beside the reference, on every workload it reaches.

    AuthorError where one is wrong there.
    """
    return climb(_trial_of_all(entry, setting), progress, pace=PATIENT)


def seen(entry: Entry, setting: Setting) -> Figures:
    """The same, level beside level, so that only the shares of quality levels mean anything: for a
    kata whose speeds are on record.
    """
    trial = _trial_of_all(entry, setting)
    levels = [level for level in trial.levels if level.score != "none" and level.workloads]
    figures: Figures = {}
    for found in together(lambda level: figures_of(trial, level, "seen", BRISK), levels):
        figures.update(found)
    return figures


def all_on_record(entry: Entry, on_record: Figures) -> bool:
    """Whether every accepted submission has figures wherever it says that it reaches something."""
    return all(
        name in on_record.get(figure, {})
        for name, path in entry.submissions("accepted").items()
        for level in entry.kata.levels
        if level.workloads and level.name in claims(path).reaches
        for figure in names_of(level)
    )


def _trial_of_all(entry: Entry, setting: Setting) -> Trial:
    whole = with_all_accepted(entry)
    reference = read(entry.reference, REFERENCE, own=False)
    return Trial(whole, reference, whole.kata.levels, setting)


def held_pars(entry: Entry, level: Level, figures: Figures) -> tuple[list[str], str]:
    """What is wrong with a level's pars, and where everybody stands."""
    assert level.pars is not None
    values = _values(level, figures)
    faults = []
    for name, path in entry.submissions("accepted").items():
        stated = claims(path).reaches.get(level.name)
        if stated is None:
            continue
        if name not in values:
            faults.append(f"{level.name}: {name} was not measured; run it again")
            continue
        medals = {medal_of(level.pars, values[name])}
        if values[name] > values[REFERENCE]:
            medals.add("star")
        if stated not in medals:
            faults.append(
                f"{level.name}: {name} says '{stated}' and stands at {values[name]:.3g}, which is "
                f"{' or '.join(sorted(medals))}; correct the line or move the par"
            )
        faults += _too_near(level, name, values[name])
    return faults, _line(level, values)


def _too_near(level: Level, name: str, value: float) -> Iterator[str]:
    for medal, par in _pars(level).items():
        if par / PAR_MARGIN < value < par * PAR_MARGIN:
            yield (
                f"{level.name}: the {medal} par {par:g} stands within {PAR_MARGIN - 1:.0%} of "
                f"{name} ({value:.3g}); move it to where no rung stands"
            )


def _pars(level: Level) -> dict[str, float]:
    pars = level.pars
    return {} if pars is None else dict(bronze=pars.bronze, silver=pars.silver, gold=pars.gold)


def _values(level: Level, figures: Figures) -> dict[str, float]:
    """Who stands where: the lowest figure over the workloads, for each must pass."""
    values: dict[str, float] = {}
    for figure, rungs in figures.items():
        if figure.partition(",")[0] not in level.workloads:
            continue
        for name, found in rungs.items():
            value = found["share"] if "share" in found else found["ratio"]
            values[name] = min(values.get(name, value), value)
    return values


def _line(level: Level, values: dict[str, float]) -> str:
    """Rungs and pars from low to high: `naive 0.01 | bronze 0.0125 | numpy 0.2`."""
    marks = [(value, f"{name} {value:.3g}") for name, value in values.items()]
    marks += [(par, f"[{medal} {par:g}]") for medal, par in _pars(level).items()]
    return " ".join(text for _, text in sorted(marks))
