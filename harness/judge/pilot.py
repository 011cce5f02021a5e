"""Phase 2 of a run: long histories, then one pair at full size a level, to see what is worth
measuring; quality levels whole.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from harness.box import Window
from harness.errors import JudgeError
from harness.judge.arena import Arena, SideEnded
from harness.judge.depth import deep_fault, drawn_of
from harness.judge.quality import scored
from harness.judge.small_cases import Report, ended_level
from harness.judge.trial import REFERENCE, SOLUTION, Judged, Trial, replay_of
from harness.judge.verdict import INCONCLUSIVE, TIME_LIMIT, WRONG_ANSWER, LevelResult
from harness.kata import Level
from harness.text import factor

JIT_LOAD_S = 3.0
"""What the first call at full size may take beside its limit: compiled code is loaded."""
REFERENCE_LIMIT_S = 60.0
OUT_BELOW_BRONZE = 2.0
"""A pilot this many times slower than bronze ends the level."""
_AT_FULL_SIZE = ("a first pair at full size", "scored at full size")
PAIRS = 2
"""One pair would leave the decision to one moment of a busy machine."""


def pilot(
    judged: Judged,
    report: Report,
    deep: bool = True,
    progress: Callable[[str], None] = lambda _: None,
) -> Judged:
    """The long histories of each level that is right, unless they are left out (not `deep`); one
    pair at full size for each timed level, all of a quality level.
    """
    trial, results, costs_ns = judged.trial, dict(judged.results), dict(judged.costs_ns)
    arena: Arena | None = None
    try:
        for level in judged.right:
            families = trial.entry.depth(level) if deep else {}
            if not families and level not in judged.waiting:
                continue
            result, where = results[level.name], ""
            try:
                arena = arena or trial.arena(REFERENCE, SOLUTION)
                if families:
                    progress(f"{level.name}: long histories")
                for where, make in families.items():
                    fault = deep_fault(trial, arena, level, where, make)
                    if fault is not None:
                        result = replace(fault, where=where, drawn=drawn_of(level, where))
                        break
                else:
                    where = " and ".join(level.workloads)
                    progress(f"{level.name}: {_AT_FULL_SIZE[level.score == 'quality']}")
                    result = _at_full_size(judged, arena, level, result, costs_ns)
            except SideEnded as over:
                result = _pilot_ended(level, where, over)
                if where in families:
                    result = replace(result, drawn=drawn_of(level, where))
                if arena:
                    arena.stack.close()
                arena = None
            results[level.name] = result
            report(result)
        if arena:
            trial = trial.with_compiled(arena)
    finally:
        if arena:
            arena.stack.close()
    return Judged(trial, results, costs_ns)


def _at_full_size(
    judged: Judged,
    arena: Arena,
    level: Level,
    result: LevelResult,
    costs_ns: dict[str, Mapping[str, float]],
) -> LevelResult:
    if level not in judged.waiting:
        return result
    if level.score == "quality":
        return scored(judged.trial, arena, level, result)
    return _pilot_pairs(judged.trial, arena, level, result, costs_ns)


def _pilot_ended(level: Level, where: str, over: SideEnded) -> LevelResult:
    if over.side == REFERENCE and over.ended.verdict != INCONCLUSIVE:
        raise over.as_ours(f"the reference failed at {where}")
    return ended_level(level, where, over.ended, may_be_unfinished=False)


def _pilot_pairs(
    trial: Trial,
    arena: Arena,
    level: Level,
    result: LevelResult,
    known_ns: dict[str, Mapping[str, float]],
) -> LevelResult:
    """A warm-up pair, then measured ones, of which the better counts; all are checked. What a call
    costs is added to `known_ns`.
    """
    for name in level.workloads:
        replay = replay_of(trial, arena, level, name, "pilot")
        usual_s = replay.rehearse(REFERENCE, REFERENCE_LIMIT_S)
        replay.open(trial.entry.kata.limits.build_s)
        slack = OUT_BELOW_BRONZE / level.pars.bronze if level.pars else 100.0
        costs_ns: list[dict[str, float]] = []
        for extra_s in (JIT_LOAD_S, *[0.0] * PAIRS):
            found = replay.next(partial(_pilot_limit, 1.5 * slack * usual_s + extra_s))
            if found is None:
                raise JudgeError(f"the workload {name} has too few batches")
            steps, faults = found
            if faults:
                check, text = faults[SOLUTION]
                return result.because(WRONG_ANSWER, check=check, where=name, text=text)
            costs_ns.append({side: max(1.0, step.window.cost_ns) for side, step in steps.items()})
        best_ns = max(costs_ns[1:], key=_ratio)
        known_ns[name] = best_ns
        if _ratio(best_ns) * slack < 1.0:
            text = too_slow(_ratio(best_ns), level)
            return result.because(TIME_LIMIT, where=name, text=text)
    return result


def _ratio(cost_ns: Mapping[str, float]) -> float:
    return cost_ns[REFERENCE] / cost_ns[SOLUTION]


def _pilot_limit(limit_s: float, side: str, _: dict[str, Window]) -> float:
    return REFERENCE_LIMIT_S if side == REFERENCE else max(0.25, limit_s)


def too_slow(ratio: float, level: Level) -> str:
    """The sentence for a pilot that is out."""
    bronze = f" (bronze: at most {factor(1 / level.pars.bronze)}x)" if level.pars else ""
    return f"about {factor(1 / ratio)}x slower than the reference{bronze}"
