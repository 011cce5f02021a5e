"""One `kata run`: judge, measure, record, ledger, render, in this order."""

from __future__ import annotations

import time
from typing import Any

import click

from harness import machine
from harness.box import Setting
from harness.catalog import Entry
from harness.catalog.solution import Solution, find
from harness.cli.render import Screen
from harness.errors import KataError
from harness.judge.pilot import pilot, waiting_levels
from harness.judge.small_cases import small_cases
from harness.judge.trial import Trial, in_best_mode
from harness.judge.verdict import LevelResult
from harness.kata import Level
from harness.measure.figures import SLOWEST, names_of
from harness.measure.footprint import Beside, beside
from harness.measure.ladder import climb
from harness.measure.measurement import Measurement, Protocol
from harness.results import record
from harness.results.ledger import Ledger, LedgerError, bests
from harness.results.record import Row
from harness.text import factor

PASSED, NOT_PASSED, TOO_NOISY = 0, 1, 3


class Session:
    """One `kata run`: judge, measure, record, ledger, render, in this order."""

    def __init__(
        self,
        entry: Entry,
        levels: tuple[Level, ...],
        screen: Screen,
        verbose: bool,
        protocol: Protocol = "default",
    ) -> None:
        self.entry, self.levels, self.screen, self.verbose = entry, levels, screen, verbose
        self.protocol: Protocol = protocol
        self.ledger: Ledger = Ledger()
        self.width = max(len(level.name) for level in levels)
        self.started = time.monotonic()

    def judge(self, solution: Solution) -> tuple[int, Row]:
        """A learner's file, or a named submission."""
        screen = self.screen
        screen.line((self.entry.kata.name, "bold"), f" · {solution.name}")
        runs = self.ledger.own_runs(self.entry, machine.identity()) if solution.own else []
        before = [row for row in runs if row["solution"]["name"] == solution.name]
        with screen.working():
            screen.progress("small cases")
            trial = self._trial(solution)
            results = small_cases(trial, self._report)
            if waiting_levels(trial, results):
                screen.progress("a first pair at full size")
            pilot(trial, results, self._report_bad)
            so_far = {name: result.verdict for name, result in results.items()}
            measurement = Measurement(trial, results, bests(before), self.protocol)
            measurement.run(screen.progress)
            passes = self._beside(trial, measurement)
            elapsed_s = time.monotonic() - self.started
            row = record.of_run(trial, results, elapsed_s, measurement, passes)
            self._keep(row)
            ladder = self._ladder(trial, [name for name in results if results[name].measured])
        for level in self.levels:
            screen.measured(level, results[level.name], ladder, before)
            if results[level.name].verdict != so_far[level.name]:
                screen.level(results[level.name], self.width)
        if self.verbose:
            self._details(trial, results)
            self._passes(passes)
            self._noise(row)
        self._next(solution, results)
        if row["noise"].get("rankable") and row["protocol"] == "rank" and solution.own:
            self.screen.line(f"  to publish it: kata publish {self.entry.kata.name} --handle YOU")
        return self._code(results), row

    def demonstrate(self) -> tuple[int, Row]:
        """Without a solution: the naive submission, judged, and the ladder above it."""
        screen, rungs = self.screen, self.entry.rungs()
        naive = find(self.entry, next(iter(rungs)))
        assert naive is not None
        screen.line((self.entry.kata.name, "bold"), f" · {self.entry.kata.title}")
        screen.line(
            ("  No solution of yours yet: this is what one writes first, judged and timed.", "dim")
        )
        with screen.working():
            screen.progress("small cases")
            trial = self._trial(naive)
            results = small_cases(trial, self._report)
            row = record.of_run(trial, results, time.monotonic() - self.started)
            first = self.levels[0]  # the rest is measured when somebody gets there
            ladder = self._ladder(trial, [first.name], fresh=True)
        self._rungs(first, ladder)
        self._capacity(ladder, {"naive": "the naive way", "reference": "the reference"})
        screen.line()
        screen.line(f"  next: kata start {self.entry.kata.name}")
        return PASSED, {**row, "ladder": ladder}

    # steps

    def _beside(self, trial: Trial, measurement: Measurement) -> dict[str, Beside]:
        """The passes beside the ratios, where somebody reads them: with -v, and in a record that
        may be published.
        """
        if not self.verbose and self.protocol != "rank":
            return {}
        self.screen.progress("memory, first call, garbage collector")
        names = [(level, name) for level in measurement.surviving for name in level.workloads]
        found = {name: beside(trial, level, name) for level, name in names}
        return {name: one for name, one in found.items() if one is not None}

    def _passes(self, passes: dict[str, Beside]) -> None:
        for name, found in passes.items():
            grown = "unknown" if found.grown_bytes is None else f"{found.grown_bytes / 1e6:.3g} MB"
            self.screen.line(
                f"  {name}: first call {found.first_call_s:.2f} s, memory {grown}, "
                f"{found.faults:.0f} page faults, garbage collector {found.gc_ratio:.2f}x"
            )

    def _trial(self, solution: Solution) -> Trial:
        limits, threads = self.entry.kata.limits, self.entry.kata.threads
        trial = in_best_mode(
            lambda mode: Setting(mode, limits, threads=threads),
            lambda setting: Trial(self.entry, solution, self.levels, setting),
        )
        if trial.setting.mode == "off":
            reasons = "; ".join(f"{mode}: {why}" for mode, why in trial.refused_modes.items())
            click.echo(
                "kata: Practice mode: no locks around the solution here, never ranked. " + reasons,
                err=True,
            )
        return trial

    def _report(self, result: LevelResult) -> None:
        self.screen.level(result, self.width)

    def _report_bad(self, result: LevelResult) -> None:
        if result.verdict != "accepted":
            self.screen.level(result, self.width)

    def _keep(self, row: Row) -> None:
        try:
            self.ledger.append(row)
        except LedgerError as problem:
            click.echo(f"kata: {problem}", err=True)

    def _ladder(self, trial: Trial, levels: list[str], fresh: bool = False) -> dict[str, Any]:
        """The rungs on this machine: remembered, or measured once."""
        known = self.ledger.ladder(self.entry, machine.identity(), trial.setting.mode)
        missing = tuple(
            level
            for level in self.levels
            if level.name in levels and (fresh or not set(names_of(level)) <= set(known))
        )
        if missing:
            trial.levels = missing
            try:
                known = {**known, **climb(trial, self.screen.progress)}
            except KataError as problem:  # the verdict stands without a ladder beside it
                if fresh:
                    raise
                click.echo(f"kata: {problem}", err=True)
                return known
            self._keep(record.of_ladder(self.entry, trial.setting.mode, known))
        return known

    def _rungs(self, level: Level, ladder: dict[str, Any]) -> None:
        workloads = self.entry.workloads
        for name in names_of(level):
            rungs = ladder.get(name, {})
            self.screen.line()
            self.screen.line("  ", (level.name, "bold"), f", {name}")
            if level.score == "quality":
                self.screen.shares({rung: figures["share"] for rung, figures in rungs.items()})
            else:
                steps = {
                    rung: (figures["ratio"], figures["units_s"]) for rung, figures in rungs.items()
                }
                unit = "batches" if name.endswith(SLOWEST) else workloads[name].unit
                self.screen.bars(steps, unit)

    def _capacity(self, ladder: dict[str, Any], names: dict[str, str]) -> None:
        capacity = self.entry.kata.capacity
        if capacity.level != self.levels[0].name:
            return
        rungs = ladder[self.entry.level(capacity.level).workloads[0]]
        rates = {words: rungs[rung]["units_s"] for rung, words in names.items() if rung in rungs}
        self.screen.capacity(self.entry, rates)

    def _details(self, trial: Trial, results: dict[str, LevelResult]) -> None:
        line = self.screen.line
        line()
        line(f"  locks: {trial.setting.mode}")
        for mode, reason in trial.refused_modes.items():
            line(f"    {mode} is not available: {reason}")
        line(f"  inputs: secret, SHA-256 {trial.secret.commitment[:16]}…")
        for result in results.values():
            line(f"  {result.level}: {result.verdict}, medal {result.medal}")
            for speed in result.speeds:
                interval = f"{speed.ratio:.4g}x ({speed.low:.4g} to {speed.high:.4g})"
                walls = f"by wall clock {speed.wall_ratio:.4g}x"
                line(f"    {speed.workload}: {interval} in {speed.launches} launches; {walls}")
        line(f"  {time.monotonic() - self.started:.1f} s in all")

    def _noise(self, row: Row) -> None:
        for figure, found in row["control"].items():
            interval = f"{found['ratio']:.4g}x ({found['low']:.4g} to {found['high']:.4g})"
            self.screen.line(f"  {figure}: the reference against itself {interval}")
        if row["noise"]:
            marks = "; ".join(row["noise"]["marks"]) or "none"
            self.screen.line(f"  marks against this machine's quietness: {marks}")

    def _next(self, solution: Solution, results: dict[str, LevelResult]) -> None:
        if not solution.own:
            return
        name = self.entry.kata.name
        self.screen.line()
        for level in self.levels:
            result = results[level.name]
            if level.bonus and result.verdict == "not started":
                continue
            if not result.passed(bool(level.pars)):
                self.screen.line(f"  next: {self._advice(level, result)}")
                return
        if len(self.levels) < len(self.entry.kata.levels):
            passed = " and ".join(level.name for level in self.levels)
            self.screen.line(f"  next: {passed} passed; kata run {name}")
            return
        below = [name for name, found in results.items() if found.medal in ("bronze", "silver")]
        if below:
            open_medals = f"gold is open at {', '.join(below)}; ideas: kata show {name} --hints"
            self.screen.line(f"  next: every level passed; {open_medals}")
        else:
            self.screen.line(f"  next: every level at gold; kata show {name} --hints, at the end")

    def _advice(self, level: Level, result: LevelResult) -> str:
        name = self.entry.kata.name
        if result.verdict == "not started":
            return f"fill in {level.function} ({level.name}: {level.title})"
        if result.verdict == "inconclusive":
            return f"kata run {name}    (again, when the machine is quiet)"
        if result.verdict == "time limit":
            if result.where not in level.workloads:
                return f"look for a loop in {level.name} that never ends: small cases took too long"
            ideas = f"ideas: kata show {name} --hints"
            return f"make {level.name} faster; it was right on the small cases; {ideas}"
        if result.verdict == "accepted" and level.pars:
            asked = f"{factor(1 / level.pars.bronze)}x slower than the reference or better"
            if level.score == "quality":
                asked = f"{level.pars.bronze:.0%} of the way from the baseline to the bound"
            return f"{level.name} is right; bronze asks for {asked}: kata show {name} --hints"
        contract = f"; kata show {name} has the contract" if result.check else ""
        return f"mend {level.name}{contract}"

    def _code(self, results: dict[str, LevelResult]) -> int:
        open_verdicts = ("not started", "inconclusive")
        tried = [level for level in self.levels if results[level.name].verdict != "not started"]
        decided = [level for level in tried if results[level.name].verdict not in open_verdicts]
        if not all(results[level.name].passed(bool(level.pars)) for level in decided):
            return NOT_PASSED
        if len(decided) < len(tried):
            return TOO_NOISY
        return PASSED if tried else NOT_PASSED
