"""Many solutions before the same small cases, on many seeds.

Each solution gets one box for all seeds, and another only when it has ended the first. Cases and
the oracle's answers are made once and shared by all.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock

from harness.box import Setting
from harness.catalog import Entry
from harness.catalog.claims import Fails
from harness.catalog.mistakes import Wrong
from harness.catalog.solution import Solution, of_wrong
from harness.errors import AuthorError, KataError
from harness.judge import inprocess, reference_cache
from harness.judge.arena import Arena, Ran, SideEnded
from harness.judge.secret import Secret
from harness.judge.small_cases import ended_level, fault_of
from harness.judge.trial import SOLUTION
from harness.judge.verdict import ACCEPTED, NOT_REACHED, NOT_STARTED, LevelResult
from harness.kata import Answers, Case, Function, Level

MASTER = b"kata author verify"
"""The seeds of the author's gate are the same every day; a learner's are secret and never twice."""
UNTOUCHED = (NOT_STARTED, NOT_REACHED)
COSTLY = ("time limit", "memory limit")
COSTLY_SEEDS = 3
"""Who is stopped by a limit has used it up: that many seeds will do."""

Results = dict[str, LevelResult]
"""Level -> result."""


class Stand:
    """One solution and its box, which is opened when it is needed."""

    def __init__(
        self, solution: Solution, setting: Setting, names: list[str], image: bytes = b""
    ) -> None:
        self.solution, self.setting, self.names, self.image = solution, setting, names, image
        self.arena: Arena | None = None
        self.defined: set[str] = set()

    def __enter__(self) -> Stand:
        return self

    def __exit__(self, *unused: object) -> None:
        self.close()

    def close(self) -> None:
        """End the box, if there is one."""
        if self.arena is not None:
            self.arena.stack.close()
            self.arena = None

    def open(self) -> Arena:
        """The box with the solution loaded; SideEnded where that fails."""
        if self.arena is None:
            self.arena = Arena({SOLUTION: self.solution}, self.setting)
            try:
                self.defined = self.arena.load(self.names, {SOLUTION: self.image})[SOLUTION]
            except BaseException:
                self.close()
                raise
        return self.arena

    def run(
        self,
        function: Function,
        case: Case,
        limit_s: float,
        build_limit_s: float | None = None,
        compiled: bool = False,
    ) -> Ran:
        """A whole case; when the solution ends its box, SideEnded, and the next call opens anew."""
        arena = self.open()
        try:
            return arena.run(function, case, limit_s, build_limit_s, compiled)[SOLUTION]
        except SideEnded:
            self.close()
            raise


@dataclass
class Heard:
    """A solution, which of the kata's names it defines, and its results, seed by seed."""

    solution: Solution
    defined: set[str] = field(default_factory=set)
    by_seed: list[Results] = field(default_factory=list)


class Matrix:
    """A kata's small cases with the oracle's answers, for as many seeds as are asked for.

    Several solutions may be heard at once: each case is made, and answered, by whoever comes first.
    """

    def __init__(self, entry: Entry, setting: Setting) -> None:
        self.entry, self.setting = entry, setting
        self._making, self._answering, self._checking = Lock(), Lock(), Lock()
        self.secret = Secret(MASTER)
        self.names = sorted({name for each in entry.kata.functions for name in each.names})
        self.oracle = entry.module("oracle")
        self._makers = {
            name: make
            for level in entry.kata.levels
            for name, make in entry.families(level).items()
        }
        self._cases: dict[tuple[str, int], Case] = {}
        self._expected: dict[tuple[str, str, int], Answers] = {}

    def case(self, family: str, seed: int) -> Case:
        """The case of a family for a seed."""
        key = family, seed
        with self._making:
            if key not in self._cases:
                self._cases[key] = self._made(family, seed)
            return self._cases[key]

    def _made(self, family: str, seed: int) -> Case:
        make = self._makers[family]
        try:
            made: Case = make(self.secret.generator("family", family, seed))
        except Exception as error:
            raise AuthorError(
                f"the family {family} fails on seed {seed}: {type(error).__name__}: {error}"
            ) from error
        return made

    def expected(self, level: Level, family: str, seed: int) -> Answers | None:
        """The oracle's answer; None where the checks alone decide."""
        if level.answers != "unique":
            return None
        key = level.function, family, seed
        with self._answering:
            if key not in self._expected:
                self._expected[key] = self._answered(level, family, seed)
            return self._expected[key]

    def _answered(self, level: Level, family: str, seed: int) -> Answers:
        function = self.entry.kata.function_of(level)
        try:
            return inprocess.answers(function, self.oracle, self.case(family, seed))
        except KataError:
            raise
        except Exception as error:
            raise AuthorError(
                f"the oracle fails at {family}, seed {seed}: {type(error).__name__}: {error}"
            ) from error

    def stand(self, solution: Solution, mode: str = "") -> Stand:
        """A place for a solution, in the matrix's kind of box or another."""
        setting = replace(self.setting, mode=mode or self.setting.mode)
        image = b""
        if solution.path == self.entry.reference:
            image = reference_cache.load(solution, setting)
        return Stand(solution, setting, self.names, image)

    def hear(self, solution: Solution, seeds: Iterable[int], mode: str = "") -> Heard:
        """What becomes of a solution on each seed."""
        with self.stand(solution, mode) as stand:
            return self._heard(stand, Heard(solution), seeds, self.entry.kata.levels)

    def hear_mistakes(
        self, function: Function, way: str, mistakes: Sequence[Wrong], seeds: Iterable[int]
    ) -> list[Heard]:
        """What becomes of the mistakes on one way, whose source is given, in one box for all.

        Each is a module of its own, and called by a name of its own. Of a policy, whose `init` and
        `step` have fixed names, each gets a box.
        """
        seeds = list(seeds)
        if function.shape == "policy":
            return [self.hear(of_wrong(each), seeds) for each in mistakes]
        levels = [level for level in self.entry.kata.levels if level.function == function.name]
        every = Solution("mistakes", beside_each_other(function, way, mistakes), False, Path("way"))
        with self.stand(every) as stand:
            return [
                self._heard(stand, Heard(of_wrong(each)), seeds, levels, named(function, each.name))
                for each in mistakes
            ]

    def _heard(
        self,
        stand: Stand,
        heard: Heard,
        seeds: Iterable[int],
        levels: Sequence[Level],
        called: str = "",
    ) -> Heard:
        costly = 0
        for seed in seeds:
            results = self._seed(stand, seed, levels, called)
            heard.by_seed.append(results)
            heard.defined |= stand.defined
            costly += any(result.verdict in COSTLY for result in results.values())
            if costly == COSTLY_SEEDS:
                break
        return heard

    def _seed(self, stand: Stand, seed: int, levels: Sequence[Level], called: str) -> Results:
        """As a run does it: a level that fails ends its function, not the others."""
        results: Results = {}
        failed: set[str] = set()
        for level in levels:
            if level.function in failed:
                results[level.name] = LevelResult(level.name, NOT_REACHED)
                continue
            results[level.name] = self.level(stand, level, seed, called)
            if results[level.name].verdict != ACCEPTED:
                failed.add(level.function)
        return results

    def level(self, stand: Stand, level: Level, seed: int, called: str = "") -> LevelResult:
        """One level on one seed: the first family that fails, or accepted.

        `called` is the name under which the solution defines the function, where it is another.
        """
        function = self.entry.kata.function_of(level)
        family = "import"
        try:
            stand.open()
            if not set(function.names) <= stand.defined:
                return LevelResult(level.name, NOT_STARTED)
            called_as = replace(function, name=called or function.name)
            for family in self.entry.families(level):
                result = self._family(stand, level, called_as, family, seed)
                if result is not None:
                    return result.because(result.verdict, where=family)
        except SideEnded as over:
            return ended_level(level, family, over.ended)
        return LevelResult(level.name, ACCEPTED)

    def _family(
        self, stand: Stand, level: Level, function: Function, family: str, seed: int
    ) -> LevelResult | None:
        case, expected = self.case(family, seed), self.expected(level, family, seed)
        ran = stand.run(function, case, self.entry.kata.limits.call_s)
        try:
            with self._checking:  # a check may remember how far it has followed a stream
                return fault_of(self.entry.checks(level), level, case, expected, ran)
        except Exception as error:
            raise AuthorError(
                f"a check of {level.name} fails at {family}, seed {seed}: "
                f"{type(error).__name__}: {error}"
            ) from error


def named(function: Function, mistake: str) -> str:
    """What a mistake's function is called where it stands beside others."""
    return f"{function.name}__{mistake}"


def beside_each_other(function: Function, way: str, mistakes: Sequence[Wrong]) -> str:
    """A way and its mistakes in one source, each a module that shares nothing with the others."""
    lines = [
        way,
        "def _module(name, source):",
        "    import sys, types",
        "    module = sys.modules[name] = types.ModuleType(name)",
        "    exec(compile(source, name, 'exec'), module.__dict__)",
        "    return module",
    ]
    lines += [
        f"{named(function, each.name)} = "
        f"_module({f'mistake_{each.name}'!r}, {each.source!r}).{function.name}"
        for each in mistakes
    ]
    return "\n".join([*lines, ""])


def failures(results: dict[str, LevelResult]) -> list[Fails]:
    """What stopped a solution on one seed, as its docstring would say it."""
    return [
        Fails(result.check or result.verdict.replace(" ", "_"), result.where)
        for result in results.values()
        if result.verdict not in (ACCEPTED, *UNTOUCHED)
    ]
