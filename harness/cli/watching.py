"""What `kata watch` does: one thread that looks for keys and saves by turns, and judges in between.

A box dies with the thread that started it, and a signal ends what the main thread does: there is
no other.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from harness.box import RANKED
from harness.catalog import Entry, case_text, domain
from harness.catalog.solution import Solution, default_path, find
from harness.cli.advice import at_level
from harness.cli.hint import next_hint, where_one_stands
from harness.cli.keys import END, Keys
from harness.cli.render import Screen
from harness.cli.saves import Saves
from harness.cli.session import Session, begun
from harness.cli.smallest import again_with, show_failing
from harness.cli.streams import echo
from harness.errors import KataError
from harness.judge.again import Again, Kept
from harness.judge.failing import Failing
from harness.judge.trial import Judged
from harness.judge.verdict import ACCEPTED, LevelResult
from harness.kata import Level
from harness.results import kept_cases

SMALL_S = 1.0
"""So long failing cases are made smaller: somebody waits for them."""
LINES_MAX = 20_000
"""A kept case of more lines is a long history, and takes longer than one waits at a save."""
MAIN = "from harness.cli import main; main()"
ENDS_S = 0.5
"""So long a debugger has to end when we do."""


class Watching:
    """One file of one kata, and the level it is watched up to."""

    def __init__(self, entry: Entry) -> None:
        self.entry, self.screen, self.keys = entry, Screen(), Keys()
        self.saves = Saves(default_path(entry))
        self.place = entry.kata.levels.index(where_one_stands(entry).level)
        self.solution: Solution | None = None
        self.failed_first: Failing | None = None
        starter = find(entry, "starter")
        assert starter is not None
        self.again = Again(begun(entry, starter, entry.kata.levels))

    @property
    def level(self) -> Level:
        """The one that is worked at."""
        return self.entry.kata.levels[self.place]

    def until_quit(self) -> None:
        """Until q, the end of the input, or a signal."""
        with self.keys:
            while True:
                seen = self.saves.look()
                if seen is not None:
                    self.solution = seen if isinstance(seen, Solution) else None
                    self._saved(seen)
                if self.saves.told is None:  # the file first, then whether anybody is there
                    time.sleep(self.saves.pause_s)
                    continue
                for key in self.keys.typed(self.saves.pause_s):
                    if key in ("q", END):
                        return
                    self._key(key)

    # saves

    def _saved(self, seen: Solution | str) -> None:
        """One screen for what was saved."""
        if self.screen.out.is_terminal:
            self.screen.out.clear()
        name, file = self.entry.kata.name, self.saves.path.name
        now = time.strftime("%H:%M:%S")
        mode = self.again.begun.setting.mode
        if mode not in RANKED:
            now += f" · practice mode: {'no' if mode == 'off' else 'not all'} locks around it"
        self.screen.line((name, "bold"), f" · {self.level.name} · {file} · ", (now, "dim"))
        if isinstance(seen, str):
            self.screen.line("  ", (seen, "yellow"))
        else:
            self._told(lambda: self._judge(seen))
        self._footer()

    def _judge(self, solution: Solution) -> None:
        levels, self.failed_first = self.entry.kata.levels[: self.place + 1], None
        kept = self._kept(levels)
        judged = self.again.judged(solution, levels, kept, self._report_kept, self._report)
        if not show_failing(self.screen, judged, SMALL_S) and kept and self.failed_first:
            told = case_text.told(self.entry, self.entry.kata.function_of(kept.level), kept.case)
            unsaid = replace(self.failed_first.result, text="")
            found = replace(self.failed_first, text=told)
            self.screen.failing(found, unsaid, again_with(self.entry, solution))
        self._next_step(judged)

    def _kept(self, levels: tuple[Level, ...]) -> Kept | None:
        """The case that failed last at one of these levels, if it still is one, and a short one."""
        paths: list[Path] = []
        with suppress(KataError):
            paths = kept_cases.kept(self.entry)
        for path in paths:
            with suppress(KataError, OSError, UnicodeDecodeError):
                function, case = case_text.read(self.entry, path.read_text(encoding="utf-8"))
                level = kept_cases.level_of(self.entry, path, function.name)
                if level not in levels or domain.broken_clause(self.entry, function, case):
                    continue
                lines = self.entry.text(function).tell(case)
                return Kept(level, case) if len(lines) <= LINES_MAX else None
        return None

    def _report_kept(self, found: Failing | None) -> None:
        self.failed_first = found
        said, style = "right now", "green"
        if found:
            said, style = f"still {found.result.check or found.result.verdict}", "red"
        self.screen.line(("  the case that failed last  ", "dim"), (said, style))

    def _report(self, result: LevelResult) -> None:
        levels = self.entry.kata.levels[: self.place + 1]
        self.screen.level(result, max(len(level.name) for level in levels))

    def _next_step(self, judged: Judged) -> None:
        kata = self.entry.kata
        for level in judged.trial.levels:
            if judged.results[level.name].verdict != ACCEPTED:
                self.screen.next_step(at_level(kata.name, level, judged.results[level.name]))
                return
        if self.failed_first is not None:
            self.screen.next_step(f"mend {self.failed_first.level.name}")
        else:
            alone = f"kata run {kata.name} --level {self.level.name}"
            how = "t" if self.keys.usable else alone
            self.screen.next_step(f"{self.level.name} is right; {how} times it")

    # keys

    def _key(self, key: str) -> None:
        actions = {"t": self._time, "h": self._hint, "d": self._debug, "n": self._go_on}
        if key in actions:
            self._told(actions[key])
            if self.saves.told is not None:  # else the next screen comes at once
                self._footer()

    def _time(self) -> None:
        """As `kata run K --level L` does."""
        if self.solution is None:
            self.screen.line("  there is no file to time")
            return
        self.screen.line()
        with self.keys.aside():
            Session(self.entry, (self.level,), self.screen).judge(self.solution)

    def _hint(self) -> None:
        echo(f"\n{next_hint(self.entry, self.level)}")

    def _debug(self) -> None:
        """`kata try K --pdb`, on this terminal; Ctrl-C is for it alone, as in a shell."""
        self.screen.line()
        with self.keys.aside():
            before = signal.signal(signal.SIGINT, lambda *_: None)
            words = ["try", self.entry.kata.name, "--pdb"]
            child = subprocess.Popen([sys.executable, "-c", MAIN, *words])
            try:
                child.wait()
            finally:
                _end(child)
                signal.signal(signal.SIGINT, before)

    def _go_on(self) -> None:
        if self.place + 1 == len(self.entry.kata.levels):
            self.screen.line(f"  {self.level.name} is the last level")
            return
        self.place += 1
        self.saves.told = None  # judged again, up to this level

    # beside

    def _told(self, action: Callable[[], None]) -> None:
        """What goes wrong with it is said, and one goes on watching."""
        try:
            action()
        except KataError as problem:
            self.screen.line("  ", (str(problem), "yellow"))

    def _footer(self) -> None:
        if not self.keys.usable:
            return
        levels = self.entry.kata.levels
        onwards = f"n on to {levels[self.place + 1].name} · " if self.level != levels[-1] else ""
        text = f"t time {self.level.name} · h hint · d debugger · {onwards}q quit"
        self.screen.line()
        self.screen.line(("  " + text, "dim"))


def _end(child: subprocess.Popen[bytes]) -> None:
    """Whoever is still there when we have to go, goes too."""
    if child.poll() is not None:
        return
    child.terminate()
    try:
        child.wait(ENDS_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
