"""The ladder of a kata on this machine: every rung beside the reference, in one arena, on the same
inputs.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType
from typing import Any

from harness import machine
from harness.catalog import Entry
from harness.catalog.solution import Solution, read
from harness.errors import AuthorError
from harness.judge.answer import first_fault
from harness.judge.arena import Arena, SideEnded
from harness.judge.fewest import fewest
from harness.judge.quality import JIT_S
from harness.judge.trial import REFERENCE, Trial, replay_of
from harness.judge.verdict import INCONCLUSIVE
from harness.kata import Level
from harness.measure.calibration import calibrate
from harness.measure.figures import SLOWEST, names_of
from harness.measure.handed_on import Progress
from harness.measure.launch import Launch, WrongWhenTimed, calls_for, play
from harness.measure.roofline import ROOFLINE, roofline_units_s
from harness.text import in_words

Figures = dict[str, dict[str, dict[str, Any]]]
"""Figure (a workload, or its slowest batch) -> rung -> {"ratio": reference time / rung time,
"units_s": rate} or {"share": quality}.
"""
LIMIT_S = 60.0
ROUNDS_MIN = 2


@dataclass(frozen=True)
class Pace:
    """How long a rung is looked at: one whose window takes longer than `patience_s` is measured
    once, and pairs that disagree are played on until `until_s`, as in `play`.
    """

    patience_s: float
    until_s: float


BRISK = Pace(patience_s=0.15, until_s=0.0)
"""The rungs lie factors apart: one round of a slow one places it."""
THOROUGH = Pace(patience_s=0.15, until_s=math.inf)
"""For figures that are published."""
NEAR = 0.1
"""Who is within this of the reference is placed by windows as long as a run's."""


def with_all_accepted(entry: Entry) -> Entry:
    """The kata with every accepted submission as a rung: for its author, who holds pars to all."""
    return replace(entry, kata=replace(entry.kata, rungs=tuple(entry.submissions("accepted"))))


def climb(
    trial: Trial,
    progress: Progress,
    launch: int = 1,
    pace: Pace = BRISK,
    left_out: Mapping[str, Collection[str]] = MappingProxyType({}),
) -> Figures:
    """Measure all rungs of all timed and scored levels in one launch; each launch has inputs of
    its own. The rungs that `left_out` names for a level are not measured.
    """
    figures: Figures = {}
    for level in trial.levels:
        if level.score == "none" or not level.workloads:
            continue
        progress(f"measuring the ladder of {level.name} on this machine")
        without = left_out.get(level.name, ())
        figures.update(figures_of(trial, level, f"ladder {launch}", pace, without))
    bounded = [level for level in trial.levels if trial.entry.work(level)]
    if bounded:
        progress("measuring the memory of this machine")
        _add_roofline(trial, bounded, figures)
    return figures


def _add_roofline(trial: Trial, levels: list[Level], figures: Figures) -> None:
    """The rung above all others: what the memory of this machine allows."""
    with machine.worker_cores(1) as cores:
        calibration = calibrate(replace(trial.setting, cores=cores))
    for level in levels:
        for name in level.workloads:
            rng = trial.secret.generator("roofline", name)
            units_s = roofline_units_s(trial.entry, level, name, rng, calibration)
            reference_units_s = figures[name][REFERENCE]["units_s"]
            figures[name][ROOFLINE] = {"ratio": units_s / reference_units_s, "units_s": units_s}


def far_below(trial: Trial, figures: Figures) -> dict[str, set[str]]:
    """Timed level -> the rungs that are nowhere near the reference: one launch has placed them."""
    found: dict[str, set[str]] = {}
    for level in trial.levels:
        if level.score == "speed" and level.workloads:
            told = [figures[name] for name in names_of(level)]
            rungs = set.union(*map(set, told))
            found[level.name] = {
                rung
                for rung in rungs
                if all(one[rung]["ratio"] < NEAR for one in told if rung in one)
            }
    return found


def figures_of(
    trial: Trial, level: Level, phase: str, pace: Pace, without: Collection[str] = ()
) -> Figures:
    """All rungs of one level, but those in `without`; AuthorError where one is wrong there."""
    with machine.worker_cores(trial.entry.kata.threads) as cores:
        setting = replace(trial.setting, cores=cores)
        sides = _sides(trial.entry, trial)
        wanted = {name: side for name, side in sides.items() if name not in without}
        with Arena(wanted, setting) as arena:
            try:
                names = list(trial.entry.kata.function_of(level).names)
                for side, defined in arena.load(names, trial.images).items():
                    if not set(names) <= defined:
                        arena.drop(side)
                measure = _scores if level.score == "quality" else partial(_speeds, pace=pace)
                figures: Figures = {}
                for name in level.workloads:
                    figures.update(measure(trial, arena, level, name, phase))
                return figures
            except SideEnded as over:
                if over.ended.verdict == INCONCLUSIVE:
                    raise over.as_ours(f"the rung {over.side} failed at {level.name}") from over
                text = in_words(over.ended.text)
                raise AuthorError(f"the rung {over.side} failed at {level.name}: {text}") from over
            except WrongWhenTimed as wrong:
                raise AuthorError(
                    f"the rung {wrong.side} is wrong at {level.name}: {wrong.text}"
                ) from wrong


def _sides(entry: Entry, trial: Trial) -> dict[str, Solution]:
    rungs = {name: read(path, name, own=False) for name, path in entry.rungs().items()}
    return {REFERENCE: trial.reference, **rungs}


def _speeds(
    trial: Trial, arena: Arena, level: Level, workload: str, phase: str, pace: Pace
) -> Figures:
    play_ladder = partial(_played, trial, arena, level, workload, phase, pace)
    launch = play_ladder(1, ())
    found = _figures(launch, workload, level.rate_slowest, trial.entry.kata.threads)
    calls = calls_for(1e9 * launch.units[0] / found[workload][REFERENCE]["units_s"])
    near = [side for side, told in found[workload].items() if told["ratio"] > NEAR]
    if calls > 1 and len(near) > 1 and trial.entry.kata.function_of(level).shape == "batch":
        # windows of one short call place the slow; who is near is placed by longer ones
        launch = play_ladder(calls, near)
        found[workload].update(
            _figures(launch, workload, False, trial.entry.kata.threads)[workload]
        )
    return found


def _played(
    trial: Trial,
    arena: Arena,
    level: Level,
    workload: str,
    phase: str,
    pace: Pace,
    calls: int,
    sides: Sequence[str],
) -> Launch:
    """The workload, with so many calls a window; where the slowest of all batches is rated, it is
    only known at the end, and nobody leaves before.
    """
    phase = f"{phase} {calls}"
    return play(
        replay_of(trial, arena, level, workload, phase, calls),
        trial.secret.generator("order", phase, workload),
        lambda *_: LIMIT_S,
        ROUNDS_MIN,
        patience_s=math.inf if level.rate_slowest else pace.patience_s,
        whole=level.rate_slowest,
        sides=sides,
        until_s=pace.until_s,
    )


def _figures(launch: Launch, workload: str, slowest: bool, threads: int) -> Figures:
    sides = [side for side in launch.windows if not launch.is_void(side, threads)]
    found: Figures = {
        workload: {
            side: {
                "ratio": math.exp(launch.log_ratio(side, threads)),
                "units_s": launch.units_s(side, threads),
            }
            for side in sides
        }
    }
    if slowest:
        found[workload + SLOWEST] = {
            side: {
                "ratio": math.exp(launch.slowest_log_ratio(side, threads)),
                "units_s": 1e9 / launch.slowest_ns(side, threads),
            }
            for side in sides
        }
    return found


def _scores(trial: Trial, arena: Arena, level: Level, name: str, phase: str) -> Figures:
    checks, rate = trial.entry.checks(level), trial.entry.quality(level)
    assert rate is not None, "the gate holds a kata to it"
    case = trial.entry.workloads[name].make(trial.secret.generator(phase, name))
    function = trial.entry.kata.function_of(level)
    figures = {}
    if trial.entry.workloads[name].fewest:
        trial = replace(trial, others=_sides(trial.entry, trial))
        for side in arena.boxes:
            found = fewest(trial, side, level, trial.entry.workloads[name], case)
            if found.fault:
                raise WrongWhenTimed(side, *found.fault)
            figures[side] = {"share": rate(found.case, found.answer).share}
        return {name: figures}
    for side, ran in arena.run(function, case, LIMIT_S, LIMIT_S + JIT_S, compiled=True).items():
        fault = first_fault(checks, level, case, None, ran.answer)
        if fault is not None:
            raise WrongWhenTimed(side, *fault)
        figures[side] = {"share": rate(case, ran.answer).share}
    return {name: figures}
