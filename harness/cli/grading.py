"""One `kata grade`: what was handed in is judged, kept, and counted."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from harness import machine
from harness.catalog import Entry
from harness.cli import words
from harness.cli.render import Screen
from harness.grade import timing
from harness.grade.facts import Explained, Facts
from harness.grade.gather import Gathered
from harness.grade.kept import Kept
from harness.grade.pool import Doing
from harness.grade.table import Known
from harness.grade.task import Task, edition_of, explained_of, facts_of

JUDGED, EXPLAINED, TIMED = "judged", "explained", "timed"
SAID_S = 5.0
"""Where there is no terminal, progress is said this often."""


@dataclass
class Grading:
    """A class at work: its files, where they are judged (or judged `alone`), and what is known of
    them.
    """

    entry: Entry
    found: Gathered
    kept: Kept
    doing: Doing
    alone: Doing
    screen: Screen
    faults: dict[str, str] = field(default_factory=dict)
    """Source -> why it could not be judged."""
    too_noisy: int = 0

    @property
    def sources(self) -> list[str]:
        """What is to be judged, each once however many have handed it in."""
        return [*dict.fromkeys(each.source for each in self.found.handed if not each.fault)]

    def facts(self) -> dict[str, Facts]:
        """Of each source; none of those that could not be judged, which `faults` names."""
        tasks = [self._task(source) for source in self.sources]
        found = {}
        for source, answer in self._done(tasks, JUDGED, "judged", self.doing, _is_said):
            found[source] = facts_of(answer)
        # what the machine was too busy for is asked again, alone
        waited = [self._task(source) for source, facts in found.items() if facts.is_open]
        again = self._done(waited, JUDGED, "judged again, alone", self.alone, _is_said)
        for source, answer in again:
            found[source] = facts_of(answer)
            if found[source].is_open:
                self.faults[source] = "this machine was too busy to judge it"
        return {source: facts for source, facts in found.items() if source not in self.faults}

    def explained(self, facts: dict[str, Facts]) -> dict[str, tuple[Explained, ...]]:
        """What students are shown of the sources that are not right."""
        wrong = [self._task(source, each) for source, each in facts.items() if not each.is_right]
        done = self._done(wrong, EXPLAINED, "explained", self.doing)
        return {source: explained_of(found) for source, found in done}

    def timed(self, facts: dict[str, Facts]) -> dict[str, timing.Levels]:
        """Of the sources that are right, what full size says; nothing of those that noise hides,
        which `too_noisy` counts.
        """
        right = {source: each for source, each in facts.items() if each.is_right}
        machine_id = machine.identity()
        kept = {source: self.find(TIMED, source, machine_id) for source in right}
        found = {source: timing.of_json(each) for source, each in kept.items() if each}
        waiting = [source for source in right if source not in found]
        if not waiting:
            return found
        progress = Progress(self.screen, len(waiting), "timed")
        for source in waiting:
            name = self._task(source).name
            said = progress.saying(name)
            levels = timing.timed(self.entry, name, source, right[source], said)
            if levels is None:
                self.too_noisy += 1
            else:
                self.keep(timing.as_json(levels), TIMED, source, machine_id)
                found[source] = levels
            progress.one_more()
        return found

    def known(self, facts: dict[str, Facts], timed: dict[str, timing.Levels]) -> dict[str, Known]:
        """By source, all that points are given for."""
        medals = {source: timing.medals_of(levels) for source, levels in timed.items()}
        return {
            source: Known(facts.get(source), medals.get(source, {}), self.faults.get(source, ""))
            for source in self.sources
        }

    def find(self, what: str, source: str, *more: str) -> dict[str, Any] | None:
        """What is kept of a source."""
        return self.kept.find(what, edition_of(self.entry), _digest(source), *more)

    def keep(self, found: dict[str, Any], what: str, source: str, *more: str) -> None:
        """Keep it, before anything else is begun."""
        self.kept.keep(found, what, edition_of(self.entry), _digest(source), *more)

    def _task(self, source: str, facts: Facts | None = None) -> Task:
        name = next(each.file for each in self.found.handed if each.source == source)
        edition = edition_of(self.entry)
        return Task(self.entry.kata.name, edition, self.kept.seed, name, source, facts)

    def _done(
        self,
        tasks: Sequence[Task],
        what: str,
        said: str,
        doing: Doing,
        is_settled: Callable[[dict[str, Any]], bool] = lambda _: True,
    ) -> Iterator[tuple[str, dict[str, Any]]]:
        """What is known already, then what becomes known; it is kept where it is settled."""
        waiting = []
        for task in tasks:
            found = self.find(what, task.source)
            if found is None:
                waiting.append(task)
            else:
                yield task.source, found
        if not waiting:
            return
        progress = Progress(self.screen, len(waiting), said)
        for outcome in doing(waiting):
            if outcome.answer is None and what == JUDGED:
                self.faults[outcome.task.source] = outcome.fault
            elif outcome.answer is not None:
                if is_settled(outcome.answer):
                    self.keep(outcome.answer, what, outcome.task.source)
                yield outcome.task.source, outcome.answer
            progress.one_more()


class Progress:
    """How many are done, and about how long the others take."""

    def __init__(self, screen: Screen, count: int, said: str) -> None:
        self.screen, self.count, self.said = screen, count, said
        self.done, self.begun_s, self.said_s = 0, time.monotonic(), 0.0
        screen.progress(f"{said}: 0 of {count}")

    def saying(self, name: str) -> Callable[[str], None]:
        """What says of one of them what is being done; on a terminal alone, for it is much."""

        def say(text: str) -> None:
            if self.screen.err.is_terminal:
                where = f"{name}, {self.done + 1} of {self.count}"
                self.screen.progress(f"{where}: {text}{self._left(time.monotonic())}")

        return say

    def one_more(self) -> None:
        """One is done; said on a terminal each time, elsewhere now and then and at the end."""
        self.done += 1
        now_s = time.monotonic()
        often = self.screen.err.is_terminal or now_s - self.said_s >= SAID_S
        if often or self.done == self.count:
            self.said_s = now_s
            self.screen.progress(f"{self.said}: {self.done} of {self.count}{self._left(now_s)}")

    def _left(self, now_s: float) -> str:
        left = self.count - self.done
        if not self.done:
            return ""
        if not left:
            return f", in {words.duration(now_s - self.begun_s)}"
        each_s = (now_s - self.begun_s) / self.done
        return f", about {words.duration(each_s * left)} left"


def _is_said(answer: dict[str, Any]) -> bool:
    return not facts_of(answer).is_open


def _digest(source: str) -> str:
    return hashlib.sha256(source.encode()).hexdigest()
