"""Many draws from all that a contract allows: do oracle, reference, accepted files and ways agree,
and which mistakes does nothing but a family stop?

Right ones run in this process, ten times as many cases as in boxes; they are the kata's own. What
is wrong may hang, so it runs in boxes.
"""

from __future__ import annotations

import importlib.util
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import numba

from harness.author import consistency
from harness.author.seeds import Matrix, beside_each_other, named
from harness.author.stand import Stand
from harness.catalog import case_text, domain
from harness.catalog.claims import claims
from harness.catalog.mistakes import Wrong
from harness.catalog.solution import Solution, of_wrong
from harness.errors import KataError
from harness.judge import inprocess
from harness.judge.answer import first_fault
from harness.judge.arena import SideEnded
from harness.judge.secret import Secret
from harness.judge.small_cases import ended_level, fault_of
from harness.judge.verdict import LevelResult
from harness.kata import Answers, Case, Function, Level

TOLD_EVERY_S = 2.0
FAMILY_EVERY = 4
"""Each fourth case is of a family, on a seed that no gate has seen."""


@dataclass(frozen=True)
class Disagreement:
    """A right one, or the case itself, that is not as the others say; `text` is the case told."""

    function: str
    who: str
    said: str
    draw: int
    text: str


@dataclass
class Explored:
    """What was seen of one function."""

    function: Function
    right: int
    cases: int = 0
    disagreements: list[Disagreement] = field(default_factory=list)
    mistakes: dict[str, int] = field(default_factory=dict)
    """Mistake -> by which draw it was stopped, 0 if it lives."""

    @property
    def alive(self) -> list[str]:
        """The mistakes that no draw has stopped."""
        return [name for name, draw in self.mistakes.items() if not draw]


def explore(
    matrix: Matrix, minutes: float, secret: Secret, progress: Callable[[str], None]
) -> list[Explored]:
    """Cases for so long, function by function in turn; a right one that disagrees is left out from
    then on.
    """
    with ExitStack() as stack, _own_cache():
        tables = [_Table(matrix, each, secret, stack) for each in matrix.entry.kata.functions]
        ends_s = time.monotonic() + 60 * minutes
        draw, told_s = 0, 0.0
        while time.monotonic() < ends_s:
            draw += 1
            for table in tables:
                table.play(draw)
            if time.monotonic() - told_s > TOLD_EVERY_S:
                found = sum(len(table.seen.disagreements) for table in tables)
                progress(f"{draw} cases a function, {found} disagreements")
                told_s = time.monotonic()
        return [table.seen for table in tables]


class _Table:
    """Everybody who defines a function, each with a box that stays open."""

    def __init__(
        self, matrix: Matrix, function: Function, secret: Secret, stack: ExitStack
    ) -> None:
        self.matrix, self.function, self.secret, self.stack = matrix, function, secret, stack
        self.levels = [one for one in matrix.entry.kata.levels if one.function == function.name]
        self.right = dict(self._right_ones())
        self.wrong = dict(self._wrong_ones())
        self.seen = Explored(function, len(self.right), mistakes=dict.fromkeys(self.wrong, 0))

    def _sat(self, solution: Solution) -> Stand:
        return self.stack.enter_context(self.matrix.stand(solution))

    def _right_ones(self) -> Iterator[tuple[str, tuple[ModuleType, list[Level]]]]:
        """Name -> the module, and the levels at which it is right."""
        entry = self.matrix.entry
        yield "reference", (_loaded(entry.reference), self.levels)
        for name, path in entry.submissions("accepted").items():
            reached = [level for level in self.levels if level.name in claims(path).reaches]
            if reached:
                yield f"accepted/{name}", (_loaded(path), reached)
        for name, path in entry.ways().items():
            if self.function in consistency.functions_in(entry.kata, path):
                yield f"mistakes/{name}", (_loaded(path), self.levels)

    def _wrong_ones(self) -> Iterator[tuple[str, tuple[Stand, str]]]:
        """Mistake -> its place, and what it is called there."""
        ways: dict[str, list[Wrong]] = {}
        for each in self.matrix.entry.wrong().values():
            if self.function in consistency.functions_of(self.matrix.entry.kata, each.source):
                ways.setdefault(each.way, []).append(each)
        for way, wrong in ways.items():
            if way and self.function.shape != "policy":
                source = self.matrix.entry.way(way).read_text("utf-8")
                every = beside_each_other(self.function, source, wrong)
                stand = self._sat(Solution("mistakes", every, False, Path("way")))
                yield from ((each.name, (stand, named(self.function, each.name))) for each in wrong)
            else:
                yield from ((each.name, (self._sat(of_wrong(each)), "")) for each in wrong)

    def play(self, draw: int) -> None:
        """One case before all who are still there."""
        case, level, is_family = self._case(draw)
        clause = domain.broken_clause(self.matrix.entry, self.function, case)
        if clause:
            self._disagree("the case", f"it breaks the contract: {clause}", draw, case)
            return
        self.seen.cases += 1
        expected = self._expected(level, case)
        for name, (module, levels) in list(self.right.items()):
            said = self._said(module, level if level in levels else levels[0], case, expected)
            if said:
                self._disagree(name, said, draw, case)
                del self.right[name]
        for name, (stand, called) in list(self.wrong.items() if not is_family else ()):
            if self._fault(stand, level, case, expected, called) is not None:
                self.seen.mistakes[name] = draw
                del self.wrong[name]

    def _case(self, draw: int) -> tuple[Case, Level, bool]:
        """The case of a draw, the level at which it is judged, and whether it is a family's."""
        level = self.levels[draw % len(self.levels)]
        rng = self.secret.generator("explore", self.function.name, draw)
        make = self.matrix.entry.anything(level)
        if make is None or draw % FAMILY_EVERY == 0:
            families = list(self.matrix.entry.families(level).values())
            return families[int(rng.integers(len(families)))](rng), level, True
        return make(rng), level, False

    def _expected(self, level: Level, case: Case) -> Answers | None:
        if level.answers != "unique":
            return None
        return inprocess.answers(self.function, self.matrix.oracle, case)

    def _said(self, module: ModuleType, level: Level, case: Case, expected: Answers | None) -> str:
        """What is wrong with the answer of a right one; nothing, where all is well."""
        try:
            got = inprocess.answers(self.function, module, case)
        except Exception as error:
            return f"{type(error).__name__}: {error}"
        fault = first_fault(self.matrix.entry.checks(level), level, case, expected, got)
        return f"{fault[0]}: {fault[1]}" if fault else ""

    def _fault(
        self, stand: Stand, level: Level, case: Case, expected: Answers | None, called: str
    ) -> LevelResult | None:
        kata = self.matrix.entry.kata
        try:
            ran = stand.run(self.matrix.called(self.function, called), case, kata.limits.call_s)
        except SideEnded as over:
            return ended_level(level, "", over.ended)
        return fault_of(self.matrix.entry.checks(level), level, case, expected, ran)

    def _disagree(self, who: str, said: str, draw: int, case: Case) -> None:
        try:
            text = case_text.told(self.matrix.entry, self.function, case)
        except (KataError, ValueError, KeyError) as error:
            text = f"(the case cannot be told: {error})"
        found = Disagreement(self.function.name, who, said, draw, text)
        self.seen.disagreements.append(found)


def _loaded(path: Path) -> ModuleType:
    """A file of the kata as a module of a name that nobody else has: some are called numpy.py."""
    name = f"explored_{path.parent.name}_{path.stem}_{len(sys.modules)}"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None and spec.loader is not None
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@contextmanager
def _own_cache() -> Iterator[None]:
    """What numba compiles here is kept in a folder that goes with it: it would lie beside the
    files, under names that mean nothing tomorrow.
    """
    with tempfile.TemporaryDirectory(prefix="kata-explore-") as folder:
        numba.config.CACHE_DIR = folder  # type: ignore[attr-defined]
        yield
