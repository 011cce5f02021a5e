"""The author's gate: everything a kata promises, held in steps; prints nothing."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Sized
from dataclasses import dataclass, field
from pathlib import Path

from harness import folder
from harness.box import Setting
from harness.catalog import Entry
from harness.claims import Fails, claims
from harness.errors import KataError
from harness.full_size import all_on_record, climbed, held_pars, seen, too_slow_as_stated, varied
from harness.kata import Function, Level
from harness.ladder import Figures
from harness.matrix import UNTOUCHED, Heard, Matrix, failures
from harness.measured import figures_on_record, last_bench, measured_before, not_as_measured
from harness.mistakes import Wrong
from harness.mutants import try_mutants
from harness.solution import Solution, of_wrong, read
from harness.together import together
from harness.trial import Trial, in_best_mode
from harness.verdict import ACCEPTED, LevelResult

STEPS = (
    "files",
    "brief",
    "starter",
    "right",
    "wrong",
    "checks",
    "slow",
    "mutants",
    "vary",
    "full size",
    "pars",
    "measured",
)
AT_FULL_SIZE = ("full size", "pars")
"""Left out of a quick gate."""
FAILS_LISTED = 3
"""Further seeds with the same fault say nothing new."""

Progress = Callable[[str], None]
Kills = dict[str, dict[str, int]]
"""Wrong submission -> check -> on how many seeds it was stopped by it."""


@dataclass(frozen=True)
class Finding:
    """One line of the gate: the step, whether it holds, and what is true or what to do.

    `owed`: it holds, and something is still to be done.
    """

    step: str
    ok: bool
    text: str
    notes: tuple[str, ...] = ()
    owed: bool = False


@dataclass
class Gate:
    """One kata before the gate. `run` yields findings as they come; `kills` fills meanwhile.

    `only` names the steps to take beside `files`, without which nothing can be judged; none: all.
    """

    entry: Entry
    seeds: int = 20
    quick: bool = False
    progress: Progress = lambda _: None
    only: Collection[str] = ()
    kills: Kills = field(default_factory=dict)
    figures: Figures = field(default_factory=dict)

    def run(self) -> Iterator[Finding]:
        """Every step in order. After a step that leaves nothing to judge, the rest is left out."""
        structure = [*self._held("files", self._files)]
        yield from structure
        if not all(finding.ok for finding in structure):
            return
        reference = read(self.entry.reference, "reference", own=False)
        trial = in_best_mode(
            lambda mode: Setting(mode, self.entry.kata.limits, threads=self.entry.kata.threads),
            lambda setting: Trial(self.entry, reference, self.entry.kata.levels, setting),
        )
        self.matrix = Matrix(self.entry, trial.setting)
        for step, work in self._steps():
            self.progress(f"{self.entry.kata.name}: {step}")
            yield from self._held(step, work)

    def _steps(self) -> Iterator[tuple[str, Callable[[], Iterator[Finding]]]]:
        """The steps that are wanted, in order; pars are held to what `full size` measures."""
        wanted = set(self.only or STEPS) - set(AT_FULL_SIZE if self.quick else ())
        if "pars" in wanted and not self.figures:
            wanted.add("full size")
        for step in STEPS[1:]:
            if step in wanted:
                yield step, getattr(self, f"_{step.replace(' ', '_')}")

    def _held(self, step: str, work: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
        """What a step found; its own failure is a finding too, for most are the kata's."""
        try:
            yield from work()
        except KataError as problem:
            yield Finding(step, False, str(problem))
        except Exception as fault:
            if os.environ.get("KATA_TRACEBACK"):
                raise
            told = f"{type(fault).__name__}: {fault}; KATA_TRACEBACK=1 shows where"
            yield Finding(step, False, told)

    # steps

    def _files(self) -> Iterator[Finding]:
        yield from _all("files", folder.structure(self.entry), "all there, nothing stray")

    def _brief(self) -> Iterator[Finding]:
        yield from _all("brief", folder.texts(self.entry), "brief and hints have their sections")

    def _starter(self) -> Iterator[Finding]:
        faults = list(folder.example(self.entry))
        heard = self.matrix.hear(read(self.entry.starter, "starter", own=False), range(1))
        for level, result in heard.by_seed[0].items():
            if result.verdict not in UNTOUCHED:
                faults.append(
                    f"the starter is {result.verdict} at {level}; it must raise NotImplementedError"
                )
        yield from _all("starter", faults, "not started, and its example is true of the oracle")

    def _right(self) -> Iterator[Finding]:
        everything = {level.name for level in self.entry.kata.levels}
        accepted = self.entry.submissions("accepted")
        asked = [
            (read(self.entry.oracle, "oracle", own=False), everything),
            (read(self.entry.reference, "reference", own=False), everything),
        ]
        for name, path in accepted.items():
            reached = set(claims(path).reaches)
            asked.append((read(path, f"accepted/{name}", own=False), reached))
        for name, path in self.entry.ways().items():
            function = folder.function_in(self.entry.kata, path)
            reached = {level.name for level in _levels_of(self.entry, function)}
            asked.append((read(path, f"mistakes/{name}", own=False), reached))
        faults: list[str] = []
        for found in together(lambda one: list(self._is_right(*one)), asked):
            faults += found
        faults += folder.too_few_ways(self.entry)
        families = [name for level in self.entry.kata.levels for name in self.entry.families(level)]
        counts = f"{len(families)} families, {self.seeds} seeds"
        them = f"{len(accepted)} accepted and {len(self.entry.ways())} ways"
        yield from _all("right", faults, f"oracle, reference, {them} agree on {counts}")

    def _is_right(self, solution: Solution, levels: set[str]) -> Iterator[str]:
        """Right at exactly these levels, on every seed."""
        heard = self.matrix.hear(solution, range(self.seeds))
        for level in self.entry.kata.levels:
            for seed, results in enumerate(heard.by_seed):
                result = results[level.name]
                right = result.verdict == ACCEPTED
                if level.name in levels and not right:
                    yield f"{solution.name} is {_told(result)}, seed {seed}; mend it"
                    break
                if level.name not in levels and result.verdict not in UNTOUCHED:
                    yield (
                        f"{solution.name} does not say what it reaches at {level.name}, where it "
                        f"is {result.verdict}; add 'reaches: {level.name} TIER'"
                    )
                    break

    def _wrong(self) -> Iterator[Finding]:
        faults: list[str] = []
        wrong = self.entry.wrong()
        for together_heard in together(self._heard_wrong, _by_way(wrong)):
            for heard in together_heard:
                name = heard.solution.name
                faults += self._fails_as_stated(name, wrong[name].fails, heard)
        yield from _all("wrong", faults, f"{_count(wrong)} stopped as stated, on every seed")

    def _heard_wrong(self, wrong: list[Wrong]) -> list[Heard]:
        """A whole file, or all mistakes on one way."""
        seeds = range(self.seeds)
        if not wrong[0].way:
            return [self.matrix.hear(of_wrong(wrong[0]), seeds)]
        path = self.entry.ways()[wrong[0].way]
        function = folder.function_in(self.entry.kata, path)
        return self.matrix.hear_mistakes(function, path.read_text("utf-8"), wrong, seeds)

    def _heard(self, submissions: dict[str, Path]) -> Iterator[Heard]:
        """Each of them on every seed, in their order."""
        solutions = [read(path, name, own=False) for name, path in submissions.items()]
        yield from together(lambda one: self.matrix.hear(one, range(self.seeds)), solutions)

    def _fails_as_stated(self, name: str, stated: Fails | None, heard: Heard) -> Iterator[str]:
        functions = self.entry.kata.functions
        defined = [each.name for each in functions if set(each.names) <= heard.defined]
        if len(defined) > 1:
            yield f"wrong_answer/{name} defines {' and '.join(defined)}; keep the one it gets wrong"
        others: dict[str, list[int]] = {}
        for seed, results in enumerate(heard.by_seed):
            stops = failures(results)
            for stop in stops:
                count = self.kills.setdefault(name, {})
                count[stop.check] = count.get(stop.check, 0) + 1
            if stops != [stated]:
                found = " and ".join(map(str, stops)) or "nothing: it is right"
                others.setdefault(found, []).append(seed)
        for found, seeds in list(others.items())[:FAILS_LISTED]:
            yield (
                f"wrong_answer/{name} says '{stated}', but is stopped by {found} "
                f"({_seeds(seeds)}); make the family decisive, or correct the line"
            )

    def _checks(self) -> Iterator[Finding]:
        """Only what has stopped somebody is known to work."""
        if not self.kills:
            list(self._wrong())
        faults, total = [], set()
        for function in self.entry.kata.functions:
            names = {
                each.__name__
                for level in _levels_of(self.entry, function)
                for each in self.entry.checks(level)
            }
            total |= {(function.name, each) for each in names}
            for each in sorted(names - self._killers(function)):
                faults.append(
                    f"no wrong submission of {function.name} is stopped by {each}; write one that "
                    "an engineer could have written, or remove the check"
                )
        yield from _all("checks", faults, f"each of {len(total)} stops somebody")

    def _killers(self, function: Function) -> set[str]:
        places = {
            family
            for level in _levels_of(self.entry, function)
            for family in self.entry.families(level)
        }
        found: set[str] = set()
        for name, wrong in self.entry.wrong().items():
            if wrong.fails.where in places:
                found |= set(self.kills.get(name, {}))
        return found

    def _slow(self) -> Iterator[Finding]:
        faults: list[str] = []
        slow = self.entry.submissions("time_limit")
        for heard in [*self._heard(slow)]:  # all of them before anything is timed
            name = heard.solution.name
            for seed, results in enumerate(heard.by_seed):
                if failures(results):
                    faults.append(
                        f"time_limit/{name} is stopped by {failures(results)[0]}, seed {seed}; it "
                        "must be right on the small cases and slow at full size"
                    )
                    break
            if not self.quick:
                stated = claims(slow[name]).fails
                setting = self.matrix.setting
                faults += too_slow_as_stated(self.entry, heard.solution, stated, setting)
        said = "right on the small cases" + ("" if self.quick else ", and too slow at full size")
        yield from _all("slow", faults, f"{_count(slow)} {said}")

    def _mutants(self) -> Iterator[Finding]:
        tried = list(try_mutants(self.matrix, range(self.seeds)))
        faults = [
            f"the mutant that {each.how.replace('_', ' ')} lives at {each.level}: {each.text}"
            for each in tried
            if each.alive
        ]
        rejected = sum(each.verdict == "rejected" for each in tried)
        notes = tuple(f"{each.level}, {each.how}: {each.verdict}: {each.text}" for each in tried)
        counts = f"{rejected} of the reference rejected, {len(tried) - rejected} do not apply"
        yield from _all("mutants", faults, counts, notes)

    def _vary(self) -> Iterator[Finding]:
        faults, told = varied(self.matrix)
        yield from _all("vary", faults, "; ".join(told) or "no workload is timed")

    def _full_size(self) -> Iterator[Finding]:
        """Timed only where no launches are on record that say more than one more would."""
        recorded = all_on_record(self.entry, figures_on_record(self.entry))
        if recorded:
            self.figures = seen(self.entry, self.matrix.setting)
        else:
            self.figures = climbed(self.entry, self.matrix.setting, self.progress)
        count = len(self.entry.submissions("accepted"))
        text = f"{count} accepted are right on every workload they reach"
        yield Finding("full size", True, text + "; speeds are on record" * recorded)

    def _pars(self) -> Iterator[Finding]:
        """The launches on record say more about a rung than the one just played."""
        on_record = figures_on_record(self.entry)
        figures = {
            name: {**found, **on_record.get(name, {})} for name, found in self.figures.items()
        }
        for level in self.entry.kata.levels:
            if not level.pars or not level.workloads:
                yield Finding("pars", True, f"{level.name} is not timed")
            elif not all(name in figures for name in level.workloads):
                yield Finding("pars", False, f"{level.name}: see full size; nothing was measured")
            else:
                faults, told = held_pars(self.entry, level, figures)
                yield from _all("pars", faults, f"{level.name}: {told}", (told,))

    def _measured(self) -> Iterator[Finding]:
        before = measured_before(self.entry)
        if before:
            version, name = self.entry.kata.version, self.entry.kata.name
            said = f"version {version} is not yet measured, figures are of version {before}; "
            yield Finding("measured", True, said + f"run: kata author bench {name}", owed=True)
            return
        as_it_is = "is as it was measured" if last_bench(self.entry) else "has no published figures"
        said = f"version {self.entry.kata.version} {as_it_is}"
        yield from _all("measured", not_as_measured(self.entry), said)


def _all(
    step: str, faults: Iterator[str] | list[str], ok: str, notes: tuple[str, ...] = ()
) -> Iterator[Finding]:
    """A red line for each fault, or a green one."""
    found = list(faults)
    for text in found:
        yield Finding(step, False, text, notes)
    if not found:
        yield Finding(step, True, ok, notes)


def _by_way(wrong: dict[str, Wrong]) -> list[list[Wrong]]:
    """The mistakes of a way together, whole files alone; the ways first, for they take longest."""
    ways: dict[str, list[Wrong]] = {}
    for each in wrong.values():
        ways.setdefault(each.way or f"{each.name}.py", []).append(each)
    return sorted(ways.values(), key=len, reverse=True)


def _count(submissions: Sized) -> str:
    return f"{len(submissions)} submission" + "s" * (len(submissions) != 1)


def _levels_of(entry: Entry, function: Function) -> list[Level]:
    return [level for level in entry.kata.levels if level.function == function.name]


def _told(result: LevelResult) -> str:
    check = f"{result.check} at " if result.check else "at " if result.where else ""
    return f"{result.verdict} at {result.level}: {check}{result.where}: {result.text}".strip(": ")


def _seeds(seeds: list[int]) -> str:
    return f"{'seed' if len(seeds) == 1 else f'{len(seeds)} seeds, the first is'} {seeds[0]}"
