"""Whether what is timed needs the contract: a mistake that is right at full size is a shortcut that
somebody can take there, unseen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from harness.author.parallel import together
from harness.author.seeds import Matrix
from harness.author.stand import Stand
from harness.catalog.mistakes import Wrong
from harness.catalog.solution import of_wrong, read
from harness.judge.answer import equal
from harness.judge.arena import SideEnded
from harness.judge.likely import candidates_of
from harness.judge.replay import inputs
from harness.judge.trial import REFERENCE
from harness.kata import Answers, Case, Function, Level

WINDOWS = 3
LIMIT_S = 30.0
"""Ways are plain; what takes longer is told apart."""


@dataclass(frozen=True)
class Needed:
    """What became of a mistake on a workload: `caught`, `right` or `too long`."""

    workload: str
    mistake: str
    said: str


def at_full_size(matrix: Matrix) -> Iterator[Needed]:
    """Every mistake of a function on every timed workload of it, whose answers are unique."""
    for level in matrix.entry.kata.levels:
        if level.score == "speed" and level.answers == "unique":
            function = matrix.entry.kata.function_of(level)
            known = candidates_of(matrix.entry, function)
            for name in level.workloads:
                yield from _of_workload(matrix, level, function, known, name)


def _of_workload(
    matrix: Matrix, level: Level, function: Function, known: list[Wrong], name: str
) -> Iterator[Needed]:
    cases = _cases(matrix, name)
    reference = read(matrix.entry.reference, REFERENCE, own=False)
    with matrix.stand(reference) as stand:
        expected = [stand.run(function, case, LIMIT_S).answer for case in cases]

    def said(wrong: Wrong) -> Needed:
        with matrix.stand(of_wrong(wrong)) as stand:
            return Needed(name, wrong.name, _said(stand, function, cases, expected))

    yield from together(said, known)


def _cases(matrix: Matrix, name: str) -> list[Case]:
    """A few windows of a batch function, or a stream whole."""
    workload, rng = matrix.entry.workloads[name], matrix.secret.generator("needed", name)
    case = workload.make(rng)
    if "batches" in case:
        return [case]
    following = inputs(workload, case, rng, 1)
    return [call for _ in range(WINDOWS) for call in next(following)]


def _said(stand: Stand, function: Function, cases: list[Case], expected: list[Answers]) -> str:
    try:
        for case, right in zip(cases, expected, strict=True):
            if not equal(right, stand.run(function, case, LIMIT_S).answer):
                return "caught"
    except SideEnded as over:
        return "too long" if over.ended.verdict == "time limit" else "caught"
    return "right"


def told(found: list[Needed]) -> str:
    """How many are caught there too, and which are right."""
    caught = sum(each.said == "caught" for each in found)
    late = sum(each.said == "too long" for each in found)
    right = [f"{each.mistake} ({each.workload})" for each in found if each.said == "right"]
    rest = f", {late} not within {LIMIT_S:.0f} s" if late else ""
    names = f"; right there: {', '.join(right)}" if right else ""
    return f"{caught} of {len(found)} mistakes are caught at full size too{rest}{names}"
