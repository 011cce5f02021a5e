"""The author's gate: everything a kata promises, held in steps; prints nothing."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Sized
from dataclasses import dataclass, field

from harness.author import (
    consistency,
    contract,
    fresh,
    layout,
    needed,
    pages,
    reach,
    shrunk,
    submissions,
)
from harness.author.automatic import mistakes_of, try_all
from harness.author.full_size import (
    all_on_record,
    climbed,
    held_pars,
    seen,
    varied,
)
from harness.author.mutants import try_mutants
from harness.author.on_record import figures_on_record, last_bench, measured_before, not_as_measured
from harness.author.seeds import DEPTH_SEEDS, UNTOUCHED, Matrix
from harness.author.submissions import Kills
from harness.box import Setting
from harness.catalog import Entry
from harness.catalog.solution import read
from harness.errors import KataError
from harness.judge.trial import Trial, in_best_mode
from harness.measure.ladder import Figures

STEPS = (
    "files",
    "brief",
    "starter",
    "contract",
    "right",
    "wrong",
    "checks",
    "slow",
    "mutants",
    "automatic",
    "reach",
    "shrunk",
    "fresh",
    "needed",
    "vary",
    "full size",
    "pars",
    "measured",
)
LONG = ("full size", "pars", "shrunk", "needed")
"""Left out of a quick gate."""

Progress = Callable[[str], None]


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
        deep_seeds = DEPTH_SEEDS if self.seeds >= 10 else 1
        self.matrix = Matrix(self.entry, trial.setting, deep_seeds)
        for step, work in self._steps():
            self.progress(f"{self.entry.kata.name}: {step}")
            yield from self._held(step, work)

    def _steps(self) -> Iterator[tuple[str, Callable[[], Iterator[Finding]]]]:
        """The steps that are wanted, in order; pars are held to what `full size` measures."""
        wanted = set(self.only or STEPS) - set(LONG if self.quick else ())
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
        yield from _all("files", layout.structure(self.entry), "all there, nothing stray")

    def _brief(self) -> Iterator[Finding]:
        yield from _all("brief", pages.texts(self.entry), "brief and hints have their sections")

    def _starter(self) -> Iterator[Finding]:
        faults = list(pages.example(self.entry))
        heard = self.matrix.hear(read(self.entry.starter, "starter", own=False), range(1))
        for level, result in heard.by_seed[0].items():
            if result.verdict not in UNTOUCHED:
                faults.append(
                    f"the starter is {result.verdict} at {level}; it must raise NotImplementedError"
                )
        yield from _all("starter", faults, "not started, and its example is true of the oracle")

    def _contract(self) -> Iterator[Finding]:
        """Every case keeps to it, and can be told and read again."""
        lacks = [*contract.missing(self.entry)]
        faults = lacks or [*contract.broken(self.matrix, range(self.seeds))]
        faults += contract.unsaid_bounds(self.entry)
        told = f"every case keeps to it and is read as it is told, {self.seeds} seeds"
        yield from _all("contract", faults, told)

    def _right(self) -> Iterator[Finding]:
        faults = [*submissions.not_right(self.matrix, self.seeds)]
        faults += consistency.too_few_ways(self.entry)
        accepted, ways = self.entry.submissions("accepted"), self.entry.ways()
        families = [name for level in self.entry.kata.levels for name in self.entry.families(level)]
        them = f"{len(accepted)} accepted and {_count(ways, 'way')}"
        counts = f"{len(families)} families, {self.seeds} seeds"
        yield from _all("right", faults, f"oracle, reference, {them} agree on {counts}")

    def _wrong(self) -> Iterator[Finding]:
        faults = [*submissions.not_stopped(self.matrix, self.seeds, self.kills)]
        told = f"{_count(self.entry.wrong())} stopped as stated, on every seed"
        yield from _all("wrong", faults, told)

    def _checks(self) -> Iterator[Finding]:
        """Only what has stopped somebody is known to work."""
        if not self.kills:
            list(self._wrong())
        faults = [*submissions.idle_checks(self.entry, self.kills)]
        names = {
            (level.function, each.__name__)
            for level in self.entry.kata.levels
            for each in self.entry.checks(level)
        }
        yield from _all("checks", faults, f"each of {len(names)} stops somebody")

    def _slow(self) -> Iterator[Finding]:
        faults = [*submissions.not_slow(self.matrix, self.seeds, self.quick)]
        said = "right on the small cases" + ("" if self.quick else ", and too slow at full size")
        slow = self.entry.slow()
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

    def _automatic(self) -> Iterator[Finding]:
        """Inputs cut, repeats swallowed, slips in ways."""
        tried = list(try_all(self.matrix, range(self.seeds)))
        faults = [f"the automatic mistake lives: {each}" for each in tried if each.alive]
        rejected = sum(each.verdict == "rejected" for each in tried)
        counts = f"{rejected} made by machine rejected, {len(tried) - rejected} do not apply"
        yield from _all("automatic", faults, counts, tuple(map(str, tried)))

    def _reach(self) -> Iterator[Finding]:
        """How far the cases reach, small and at full size."""
        seeds, entry = range(self.seeds), self.entry
        faults = [*map(str, reach.open_cells(self.matrix, seeds))]
        faults += reach.idle_excuses(self.matrix, seeds, mistakes_of)
        faults += reach.open_at_full_size(self.matrix)
        yield from _all("reach", faults, reach.told(entry), tuple(reach.excuses(entry)))

    def _shrunk(self) -> Iterator[Finding]:
        """Whether the failing cases that learners see are small."""
        found = shrunk.sizes(self.entry, self.matrix.setting)
        notes = tuple(f"{each.name}: {each.lines}" for each in found)
        yield Finding("shrunk", True, shrunk.told(found), notes, owed=not shrunk.is_enough(found))

    def _fresh(self) -> Iterator[Finding]:
        """Whether what is timed is new in every window."""
        yield from _all("fresh", fresh.remembered(self.matrix), "nothing timed comes again")

    def _needed(self) -> Iterator[Finding]:
        """Whether what is timed needs what the contract says."""
        found = list(needed.at_full_size(self.matrix))
        owed = any(each.said == "right" for each in found)
        yield Finding("needed", True, needed.told(found), owed=owed)

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


def _count(them: Sized, what: str = "submission") -> str:
    return f"{len(them)} {what}" + "s" * (len(them) != 1)
