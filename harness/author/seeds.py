"""Many solutions before the same small cases, on many seeds.

Each solution gets one box for all seeds, and another only when it has ended the first. Cases and
the oracle's answers are made once and shared by all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock

from harness.author.stand import Stand
from harness.box import Setting
from harness.catalog import Entry, Family
from harness.catalog.claims import Fails
from harness.catalog.mistakes import Wrong
from harness.catalog.solution import Solution, of_wrong, read
from harness.errors import AuthorError, KataError
from harness.judge import inprocess, reference_cache
from harness.judge.arena import SideEnded
from harness.judge.secret import Secret
from harness.judge.small_cases import ANYTHING, ended_level, fault_of
from harness.judge.trial import REFERENCE
from harness.judge.verdict import ACCEPTED, NOT_REACHED, NOT_STARTED, LevelResult
from harness.kata import Answers, Case, Function, Level

MASTER = b"kata author verify"
"""The seeds of the author's gate are the same every day; a learner's are secret and never twice."""
UNTOUCHED = (NOT_STARTED, NOT_REACHED)
COSTLY = ("time limit", "memory limit")
COSTLY_SEEDS = 3
"""Who is stopped by a limit has used it up: that many seeds will do."""
DEPTH_SEEDS = 3
"""Long histories are long: they are decisive by construction, and that many seeds will do."""
SEEDS_MAX = 1000
DRAWS = 3
"""From all that the contract allows, for each seed."""

Results = dict[str, LevelResult]
"""Level -> result."""


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

    def __init__(self, entry: Entry, setting: Setting, deep_seeds: int = DEPTH_SEEDS) -> None:
        self.entry, self.setting, self.deep_seeds = entry, setting, deep_seeds
        self._making, self._answering, self._checking = Lock(), Lock(), Lock()
        self.secret = Secret(MASTER)
        self.names = sorted({name for each in entry.kata.functions for name in each.names})
        self.oracle = entry.module("oracle")
        self._makers: dict[str, Family] = {}
        self._deep: set[str] = set()
        for level in entry.kata.levels:
            self._makers |= entry.families(level) | entry.depth(level)
            self._deep |= entry.depth(level).keys()
            anything = entry.anything(level)
            if anything:
                self._makers[f"{ANYTHING} {level.name}"] = anything
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

    def by_reference(self, level: Level, family: str, seed: int) -> Answers | None:
        """What the reference says to a long history, which the oracle is too slow for."""
        if level.answers != "unique":
            return None
        key = level.function, family, seed
        with self._answering:
            if key not in self._expected:
                self._answer_by_reference(level, seed)
            return self._expected[key]

    def _answer_by_reference(self, level: Level, seed: int) -> None:
        """All long histories of the level in one box: starting one takes longer than they do."""
        function, call_s = self.entry.kata.function_of(level), self.entry.kata.limits.call_s
        with self.stand(read(self.entry.reference, REFERENCE, own=False)) as stand:
            for family in self.entry.depth(level):
                case = self.case(family, seed)
                try:
                    answer = stand.run(function, case, call_s).answer
                except SideEnded as over:
                    raise AuthorError(
                        f"the reference fails at {family}, seed {seed}: {over.ended.text}"
                    ) from over
                self._expected[level.function, family, seed] = answer

    def stand(self, solution: Solution, mode: str = "", deep: bool = True) -> Stand:
        """A place for a solution, in the matrix's kind of box or another."""
        setting = replace(self.setting, mode=mode or self.setting.mode)
        image = b""
        if solution.path == self.entry.reference:
            image = reference_cache.load(solution, setting)
        return Stand(solution, setting, self.names, image, deep)

    def hear(
        self, solution: Solution, seeds: Iterable[int], mode: str = "", deep: bool = True
    ) -> Heard:
        """What becomes of a solution on each seed; without long histories, if not `deep`."""
        with self.stand(solution, mode, deep) as stand:
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
            costly += any(
                result.verdict in COSTLY or result.where in self._deep
                for result in results.values()
            )
            if costly == min(COSTLY_SEEDS, self.deep_seeds):
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

    @staticmethod
    def called(function: Function, name: str) -> Function:
        """The function under the name that a solution gives it, where it is another."""
        return replace(function, name=name or function.name)

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
            called_as = self.called(function, called)
            for family, draw in self._played(level, seed if stand.deep else self.deep_seeds):
                result = self._family(stand, level, called_as, family, seed + draw)
                if result is not None:
                    return result.because(result.verdict, where=family.partition(" ")[0])
        except SideEnded as over:
            return ended_level(level, family, over.ended)
        return LevelResult(level.name, ACCEPTED)

    def _played(self, level: Level, seed: int) -> Iterator[tuple[str, int]]:
        """The families of a level in their order, and what is added to the seed of each."""
        yield from ((family, 0) for family in self.entry.families(level))
        if f"{ANYTHING} {level.name}" in self._makers:
            yield from ((f"{ANYTHING} {level.name}", SEEDS_MAX * draw) for draw in range(DRAWS))
        if seed < self.deep_seeds:
            yield from ((family, 0) for family in self.entry.depth(level))

    def _family(
        self, stand: Stand, level: Level, function: Function, family: str, seed: int
    ) -> LevelResult | None:
        answer = self.by_reference if family in self._deep else self.expected
        case, expected = self.case(family, seed), answer(level, family, seed)
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
