"""One `kata run`: judge, pilot, measure, record, show, in this order."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from harness import machine
from harness.author.on_record import published
from harness.box import RANKED, Setting
from harness.catalog import Entry
from harness.catalog.solution import Solution, find
from harness.cli.advice import PASSED, exit_code, next_step
from harness.cli.details import show_details
from harness.cli.enter import Enter
from harness.cli.evening import asked, tell
from harness.cli.render import Screen
from harness.cli.smallest import show_failing
from harness.cli.streams import echo
from harness.judge.arena import SideEnded
from harness.judge.pilot import pilot
from harness.judge.small_cases import ended_everywhere, small_cases
from harness.judge.trial import Judged, Trial, in_best_mode, why_refused
from harness.judge.verdict import LevelResult
from harness.kata import Level
from harness.measure.figures import names_of
from harness.measure.footprint import Footprint, footprint
from harness.measure.handed_on import Measured, Protocol, untimed
from harness.measure.ladder import Figures
from harness.measure.measurement import measure
from harness.results import record
from harness.results.ledger import Ledger, bests
from harness.results.progress import standing_at, standings
from harness.results.record import Row
from harness.results.rungs import keep, ladder_of, measured_ladder, remembered

SMALL_S = 5.0
"""So long failing cases are made smaller, all together."""


@dataclass(frozen=True)
class Session:
    """What was asked for, and where it is shown."""

    entry: Entry
    levels: tuple[Level, ...]
    screen: Screen
    verbose: bool = False
    protocol: Protocol = "default"
    check: bool = False
    ladder: bool = False

    def judge(self, solution: Solution) -> tuple[int, Row]:
        """A learner's file, or a named submission: the exit code and the row that was kept."""
        screen, ledger = self.screen, Ledger()
        screen.line((self.entry.kata.name, "bold"), f" · {solution.name}")
        before = self._earlier(ledger, solution)
        stands = self._stands(ledger) if solution.own else None
        guess = asked(self.entry, stands, screen) if stands else None
        with screen.working():
            screen.progress("small cases")
            judged = small_cases(self._trial(solution), self._report)
            try:
                piloted = pilot(judged, self._report_bad, progress=screen.progress)
            except SideEnded as over:
                piloted = ended_everywhere(judged, over)
            show_failing(screen, piloted, SMALL_S)
            measured = self._measured(piloted, before)
            trial, results = measured.trial, measured.results
            footprints = self._footprints(measured)
            elapsed_s = time.monotonic() - trial.started_s
            story = tell(screen, piloted, stands, guess)
            row = record.of_run(trial, results, elapsed_s, measured, footprints, story)
            keep(ledger, row, say)
            timed = {name for name, result in results.items() if result.measured}
            ladder, whence = self._ladder(trial, timed, ledger)
        for level in self.levels:
            screen.measured(level, results[level.name], ladder, before)
            scored = results[level.name].scores
            if scored and any(self.entry.workloads[one.workload].fewest for one in scored):
                screen.line(f"    {results[level.name].text}")
            if results[level.name].verdict != piloted.results[level.name].verdict:
                self._report(results[level.name])
        if timed and whence:
            screen.line((f"  {whence}", "dim"))
        if self.verbose:
            show_details(screen, trial, results, footprints, row)
        if solution.own:
            step = next_step(self.entry.kata, self.levels, results, measured.timed)
            screen.next_step(step)
            if row["noise"].get("rankable") and self.protocol == "rank":
                screen.line(f"  to publish it: kata publish {self.entry.kata.name} --handle YOU")
        return exit_code(self.levels, results, measured.timed), row

    def demonstrate(self) -> tuple[int, Row]:
        """Without a solution: the naive submission, judged, and the ladder above it."""
        screen, first = self.screen, self.levels[0]  # the rest is measured when somebody is there
        naive = find(self.entry, next(iter(self.entry.rungs())))
        assert naive is not None
        screen.line((self.entry.kata.name, "bold"), f" · {self.entry.kata.title}")
        told = "No solution of yours yet: this is what one writes first, judged and timed."
        screen.line((f"  {told}", "dim"))
        with screen.working():
            screen.progress("small cases")
            judged = small_cases(self._trial(naive), self._report)
            trial = judged.trial
            row = record.of_run(trial, judged.results, time.monotonic() - trial.started_s)
            one = replace(trial, levels=(first,))
            ladder = measured_ladder(one, {}, Ledger(), screen.progress, say)
        screen.rungs(self.entry, first, ladder)
        screen.capacity(self.entry, first, ladder)
        screen.next_step(f"kata start {self.entry.kata.name}")
        return PASSED, {**row, "ladder": ladder}

    # steps

    def _stands(self, ledger: Ledger) -> Level | None:
        """The level of those asked for at which one stands."""
        found = standing_at(standings(self.entry.kata, ledger.learners(self.entry))).level
        return found if found in self.levels else self.levels[-1]

    def _trial(self, solution: Solution) -> Trial:
        return begun(self.entry, solution, self.levels)

    def _measured(self, piloted: Judged, before: list[Row]) -> Measured:
        """Timed, unless that is not wanted, or Enter says in the middle that it is not."""
        if self.check:
            return untimed(piloted, self.protocol)
        enter = Enter()
        how = "; Enter skips" if enter.usable else ""
        return measure(
            piloted,
            bests(before),
            self.protocol,
            lambda text: self.screen.progress(text + how),
            enter.typed,
        )

    def _ladder(self, trial: Trial, timed: set[str], ledger: Ledger) -> tuple[Figures, str]:
        """The rungs beside which figures are shown, and a word on whence they are."""
        if self.ladder:
            return ladder_of(trial, timed, ledger, self.screen.progress, say), ""
        known = remembered(trial, ledger)
        wanted = {name for level in self.levels if level.name in timed for name in names_of(level)}
        if wanted <= set(known):
            return known, ""
        figures, whence = published(trial.entry)
        return {**figures, **known}, whence

    def _earlier(self, ledger: Ledger, solution: Solution) -> list[Row]:
        """What this machine said of the learner's file before."""
        runs = ledger.own_runs(self.entry, machine.identity()) if solution.own else []
        return [row for row in runs if row["solution"]["name"] == solution.name]

    def _footprints(self, measured: Measured) -> dict[str, Footprint]:
        """By workload, where somebody reads them: with -v, and in a row that may be published."""
        if not self.verbose and self.protocol != "rank":
            return {}
        self.screen.progress("memory, first call, garbage collector")
        found = {
            name: footprint(measured.trial, level, name)
            for level in measured.surviving
            for name in level.workloads
        }
        return {name: one for name, one in found.items() if one is not None}

    def _report(self, result: LevelResult) -> None:
        self.screen.level(result, max(len(level.name) for level in self.levels))

    def _report_bad(self, result: LevelResult) -> None:
        if result.verdict != "accepted":
            self._report(result)


def begun(entry: Entry, solution: Solution, levels: tuple[Level, ...]) -> Trial:
    """A trial in the best box there is here; what that is not is said."""
    limits, threads = entry.kata.limits, entry.kata.threads
    trial = in_best_mode(
        lambda mode: Setting(mode, limits, threads=threads),
        lambda setting: Trial(entry, solution, levels, setting),
    )
    if trial.setting.mode not in RANKED:
        held = "no locks" if trial.setting.mode == "off" else "not all locks"
        reasons = why_refused(trial.refused_modes) or "KATA_BOX asks for it"
        say(f"Practice mode: {held} around the solution here; a board says so. {reasons}.")
    return trial


def say(problem: str) -> None:
    """Something that went wrong beside the verdict, which stands."""
    echo(f"kata: {problem}", err=True)
