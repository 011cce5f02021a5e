"""Mutants of a kata's reference: each must be rejected by every level of its function.

All of them are one solution, the reference with `tamper` appended, judged in a box like any other;
each is called by a name of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from harness import binding
from harness.author import mutators
from harness.author.parallel import together
from harness.author.seeds import Matrix
from harness.author.spoilable import aligned, not_applicable, places
from harness.author.stand import Stand
from harness.catalog import Entry
from harness.catalog.solution import Solution
from harness.judge.answer import equal, first_fault
from harness.judge.arena import SideEnded
from harness.judge.quality import JIT_S
from harness.judge.replay import inputs
from harness.judge.verdict import ACCEPTED
from harness.kata import Answers, Case, Function, Level, medal_of

SPOILT = (
    "does_nothing",
    "writes_zeros",
    "writes_a_constant",
    "copies_an_input",
    "permutes_rows",
    "writes_floats",
    "repeats_the_last_answer",
    "patches_the_last_answer",
    "refuses_everything",
    "raises",
    "hangs",
)
DECIDES = (
    "never_evicts",
    "always_evicts_key_0",
    "evicts_the_newcomer",
    "evicts_an_unknown_key",
    "repeats_the_last_decision",
    "raises",
    "hangs",
)
OF_TURNS = ("does_nothing", "copies_an_input", "raises", "hangs")
"""Any other legal decision may be right too: there is no last answer, and no row of it."""
ENDING = ("raises", "hangs")
"""They end their box: tried last, on one seed."""
KEEPING = ("repeats_the_last_answer", "patches_the_last_answer")
"""They live on what a call before them left: tried at full size too."""
FULL_SIZE_S = 60.0
CALLS = 3
KEPT_MIN = 0.5
"""Where less of the input stays, patching the last answer is as much work as a new one."""


@dataclass(frozen=True)
class Mutant:
    """One mutant at one level: rejected, alive, or not applicable, and why."""

    level: str
    how: str
    verdict: str
    text: str

    @property
    def alive(self) -> bool:
        return self.verdict == "alive"


def try_mutants(matrix: Matrix, seeds: range) -> Iterator[Mutant]:
    """Every mutant at every level, function by function; those that end their box last."""
    levels = matrix.entry.kata.levels
    of_function = [
        [level for level in levels if level.function == function.name]
        for function in matrix.entry.kata.functions
    ]
    for tried in together(lambda ours: _lasting(matrix, ours, seeds), of_function):
        yield from tried
    yield from _ending(matrix, seeds)


def _lasting(matrix: Matrix, levels: list[Level], seeds: range) -> list[Mutant]:
    """In one box, which they leave as it is."""
    with matrix.stand(solution_of(matrix.entry)) as stand:
        return [
            _tried(matrix, stand, level, how, seeds)
            for level in levels
            for how in _hows(matrix.entry.kata.function_of(level))
            if how not in ENDING
        ]


def _ending(matrix: Matrix, seeds: range) -> Iterator[Mutant]:
    hung = ""
    with matrix.stand(solution_of(matrix.entry)) as stand:
        for level in matrix.entry.kata.levels:
            for how in ENDING:
                if how == "hangs" and hung:
                    text = f"the limit of a call is the one that stopped it at {hung}"
                    yield Mutant(level.name, how, "not applicable", text)
                else:
                    yield _tried(matrix, stand, level, how, seeds[:1])
                    hung = level.name if how == "hangs" else hung


def _hows(function: Function) -> tuple[str, ...]:
    return {"policy": DECIDES, "world": OF_TURNS}.get(function.shape, SPOILT)


def _tried(matrix: Matrix, stand: Stand, level: Level, how: str, seeds: range) -> Mutant:
    function = matrix.entry.kata.function_of(level)
    reason = not_applicable(function, how)
    if reason:
        return Mutant(level.name, how, "not applicable", reason)
    stopped: dict[str, int] = {}
    for seed in seeds:
        result = matrix.level(stand, level, seed, name_of(function, how))
        if result.verdict == ACCEPTED:
            return _if_right(matrix, stand, level, how, seed)
        by = f"{result.check or result.verdict} at {result.where}"
        stopped[by] = stopped.get(by, 0) + 1
    if how in KEEPING and level.workloads:
        return _kept_at_full_size(matrix, stand, level, how, "; ".join(stopped))
    return Mutant(level.name, how, "rejected", "; ".join(stopped))


def _if_right(matrix: Matrix, stand: Stand, level: Level, how: str, seed: int) -> Mutant:
    """The small cases accept it: it may still be worth nothing, or have had nothing to keep."""
    if how == "patches_the_last_answer" and level.workloads:
        return _kept_at_full_size(matrix, stand, level, how, "right on the small cases")
    if level.score == "quality":
        for name in level.workloads:
            worth = _worth(matrix, stand, level, how, name)
            if worth:
                return Mutant(level.name, how, "rejected", worth)
    text = f"every family accepts it on seed {seed}: add a case whose answer it does not give"
    return Mutant(level.name, how, "alive", text)


def _worth(matrix: Matrix, stand: Stand, level: Level, how: str, name: str) -> str:
    """Why a workload of a quality level gives it no medal; nothing where it gives one."""
    checks, limits = matrix.entry.checks(level), matrix.entry.kata.limits
    function = matrix.entry.kata.function_of(level)
    called = replace(function, name=name_of(function, how))
    workload = matrix.entry.workloads[name]
    case = workload.make(matrix.secret.generator("mutant", name))
    try:
        ran = stand.run(called, case, limits.call_s, limits.build_s + JIT_S, compiled=True)
    except SideEnded as over:
        return f"{over.ended.verdict} at {name}"
    fault = first_fault(checks, level, case, None, ran.answer)
    if fault is not None:
        return f"{fault[0]} at {name}"
    share = _share(matrix, level, case, ran.answer)
    return f"no medal at {name} ({share:.3f})" if medal_of(level.pars, share) == "none" else ""


def _kept_at_full_size(matrix: Matrix, stand: Stand, level: Level, how: str, before: str) -> Mutant:
    """What is kept from call to call must be wrong at full size too, at every workload."""
    for name in level.workloads:
        stopped, kept = _full_size(matrix, stand, level, how, name)
        if not stopped and how == "patches_the_last_answer" and kept < KEPT_MIN:
            text = f"at {name} only {kept:.0%} of the input stays from call to call"
            return Mutant(level.name, how, "not applicable", text)
        if not stopped:
            text = f"right at {name}: `vary` leaves the answer as it was; change more of it"
            return Mutant(level.name, how, "alive", text)
        before = f"{before}; {stopped} at {name}"
    return Mutant(level.name, how, "rejected", before)


def _full_size(
    matrix: Matrix, stand: Stand, level: Level, how: str, name: str
) -> tuple[str, float]:
    """What stops a mutant at one of a workload's calls, nothing where it is right; and the part of
    the aligned inputs that stayed as they were.
    """
    function = matrix.entry.kata.function_of(level)
    called = replace(function, name=name_of(function, how, name))
    workload = matrix.entry.workloads[name]
    rng = matrix.secret.generator("mutant", name)
    case = workload.make(rng)
    calls = [case]  # of a stream, whose batches follow each other
    if "batches" not in case:
        following = inputs(workload, case, rng, 1)
        calls += [call for _ in range(CALLS - 1) for call in next(following)]
    for call in calls:
        try:
            expected = stand.run(function, call, FULL_SIZE_S).answer
            got = stand.run(called, call, FULL_SIZE_S).answer
        except SideEnded as over:
            return over.ended.verdict, 1.0
        if level.answers == "unique":
            if not equal(expected, got):  # which check would say so is told by the small cases
                return "wrong", 1.0
            continue
        fault = first_fault(matrix.entry.checks(level), level, call, None, got)
        if fault is not None:
            return fault[0], 1.0
        if _worthless(matrix, level, call, got):
            return "no medal", 1.0
    following_each_other = (calls if len(calls) > 1 else case["batches"])[-2:]
    return "", _kept(function, following_each_other[0], following_each_other[-1])


def _worthless(matrix: Matrix, level: Level, case: Case, answer: Answers) -> bool:
    """Where any legal answer is right, one that is worth no medal is as good as wrong."""
    if level.score != "quality":
        return False
    return medal_of(level.pars, _share(matrix, level, case, answer)) == "none"


def _share(matrix: Matrix, level: Level, case: Case, answer: Answers) -> float:
    rate = matrix.entry.quality(level)
    assert rate is not None, "the gate has held the kata to it"
    return rate(case, answer).share


def _kept(function: Function, before: Case, after: Case) -> float:
    """The smallest part of an aligned input that did not change."""
    flat = [each for each in binding.flatten(function.parameters) if each.kind in ("in", "scalar")]
    pairs = [(before[flat[i].name], after[flat[i].name]) for i in aligned(function)]
    return min(
        (float((old == new).mean()) if len(old) == len(new) else 0.0 for old, new in pairs),
        default=0.0,
    )


def solution_of(entry: Entry) -> Solution:
    """The reference and all its mutants in one file."""
    source = entry.reference.read_text(encoding="utf-8")
    text = Path(mutators.__file__).read_text(encoding="utf-8")
    lines = ["_tamper = {'__name__': 'tamper'}", f"exec({text!r}, _tamper)"]
    for function in entry.kata.functions:
        workloads = [
            name
            for level in entry.kata.levels
            if level.function == function.name
            for name in level.workloads
        ]
        for how in _hows(function):
            for tag in ("", *workloads) if how in KEEPING else ("",):
                where = f"{places(function)}, {aligned(function)}"
                made = f"{how!r}, {function.name}, {function.shape!r}, {where}"
                lines.append(f"{name_of(function, how, tag)} = _tamper['mutant']({made})")
    return Solution("mutants", "\n".join([source, *lines, ""]), own=False, path=Path("mutants"))


def name_of(function: Function, how: str, tag: str = "") -> str:
    """What a mutant is called; each workload has one of its own, which remembers nothing else."""
    return "__".join(part for part in (function.name, how, tag) if part)
