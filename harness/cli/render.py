"""What a person sees of a run: level lines as they come, ladders as bars, the next step.

Uses rich.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import click
from rich.console import Console
from rich.live import Live
from rich.markdown import Markdown
from rich.spinner import Spinner
from rich.text import Text

from harness.catalog import Entry
from harness.catalog.mistakes import Wrong
from harness.cli import words
from harness.judge.failing import Failing
from harness.judge.side_by_side import side_by_side
from harness.judge.verdict import LevelResult, Score, Speed
from harness.kata import Level
from harness.measure.figures import SLOWEST, names_of
from harness.measure.roofline import BELIEVABLE, ROOFLINE
from harness.results.record import Row
from harness.text import cleaned

STYLES = {
    "accepted": "green",
    "not started": "dim",
    "not reached": "dim",
    "inconclusive": "yellow",
}
MEDAL_STYLES = {"bronze": "dark_orange3", "silver": "grey70", "gold": "yellow", "star": "bold cyan"}
BAR_STYLES = {"you": "bold cyan", "reference": "green", ROOFLINE: "dim"}
BAR_CELLS = 28
LABEL_CELLS = 8 + 20
"""What stands on a line beside the bar and its name."""
LINES_SHOWN = 30
PRINTED_MAX = 200
"""Characters of a printed line that are shown."""
SAME_AS_BEFORE = 0.03
"""An earlier ratio this near is not told."""


class Screen:
    """Where a run is shown. With `quiet`, only progress is, on stderr."""

    def __init__(self, quiet: bool = False) -> None:
        self.out = Console(quiet=quiet, highlight=False)
        self.err = Console(stderr=True, highlight=False)
        self.spinner = Spinner("dots", "starting")
        self.live: Live | None = None

    @contextmanager
    def working(self) -> Iterator[Screen]:
        """While something runs that takes over a second: a spinner, if there is a terminal."""
        if not self.err.is_terminal:
            yield self
            return
        # lines for stdout must not take the way of the spinner, which is on stderr
        options: dict[str, Any] = {"redirect_stdout": False, "redirect_stderr": False}
        with Live(self.spinner, console=self.err, transient=True, **options) as self.live:
            yield self
        self.live = None

    def progress(self, text: str) -> None:
        """What is being done now; a plain line where there is no terminal."""
        self.spinner.update(text=Text(_safe(text)))
        if not self.err.is_terminal:
            with suppress(OSError):  # a full disk takes no progress; the verdict counts
                self.err.print(f"... {_safe(text)}", markup=False)

    def line(self, *parts: str | tuple[str, str]) -> None:
        """A line of plain or styled parts; the spinner steps aside for it."""
        if self.live:
            self.live.stop()
        styled = [(part, "") if isinstance(part, str) else part for part in parts]
        safe = [(_safe(text), style) for text, style in styled]
        self.out.print(Text.assemble(*safe), soft_wrap=not self.out.is_terminal)
        if self.live:
            self.live.start()

    def level(self, result: LevelResult, width: int) -> None:
        """A level's line, right after its phase."""
        style = STYLES.get(result.verdict, "red")
        self.line("  ", (result.level.ljust(width), "bold"), "  ", (words.verdict(result), style))
        if result.printed.strip():
            self.line("  it printed:")
            for text in result.printed.strip().splitlines()[-8:]:
                self.line(("    " + cleaned(text, PRINTED_MAX), "dim"))

    def failing(self, found: Failing, before: LevelResult, again: str) -> None:
        """A failing case made small: its lines, expected and own answer beside each other, what is
        wrong where that was not said `before`, and the command that plays it `again`.
        """
        lines = found.text.splitlines()[1:]
        self.line()
        self.line(("    the smallest case that fails the same way", "dim"))
        for text in lines[:LINES_SHOWN]:
            self.line("      ", text)
        if len(lines) > LINES_SHOWN:
            self.line((f"      and {len(lines) - LINES_SHOWN} more lines", "dim"))
        for text in side_by_side(found.expected, found.got):
            self.line("    ", text)
        if words.reason(found.result) != words.reason(before):
            self.line(f"    {words.reason(found.result)}")
        if again:
            self.line(("    again, with prints and breakpoints: ", "dim"), again)

    def likely(self, wrong: Wrong | None) -> None:
        """The mistake that gives the same answers, if there is one: never a verdict."""
        if wrong is not None:
            told = " ".join(wrong.told.split("\n\n")[0].split())
            self.line(("    the same answers come from a known mistake: ", "dim"), told)

    def measured(
        self, level: Level, result: LevelResult, ladder: dict[str, Any], before: list[Row]
    ) -> None:
        """What full size says of a level: each figure, its medal, rungs as bars, earlier runs."""
        for found in result.speeds:
            self._speed(level, found, ladder.get(found.workload, {}), before)
        for score in result.scores:
            self._score(level, score, ladder.get(score.workload, {}))

    def _title(self, level: str, workload: str, medal: str) -> None:
        self.line()
        style = MEDAL_STYLES.get(medal, "")
        shown = "" if medal == "none" else medal
        self.line("  ", (level, "bold"), f", {workload}  ", (shown, style))

    def _speed(self, level: Level, found: Speed, rungs: dict[str, Any], before: list[Row]) -> None:
        self._title(level.name, found.workload, found.medal)
        self.line("    ", words.speed(found), _beside_naive(found, rungs))
        wanted = words.next_medal(level.pars, found)
        if wanted:
            self.line("    ", (wanted, "dim"))
        earlier = _earlier(before, found)
        if earlier:
            self.line("    ", earlier)
        if found.noisy:
            self.line(("    this machine is busy: another run may say 10 % more or less", "yellow"))
        # rates as they would be now: the machine may be faster or slower than on the ladder's day
        now = found.reference_units_s
        steps = {name: (rung["ratio"], rung["ratio"] * now) for name, rung in rungs.items()}
        if ROOFLINE in rungs and found.ratio > BELIEVABLE * rungs[ROOFLINE]["ratio"]:
            text = "faster than the memory of this machine by our reckoning; please report it"
            self.line((f"    {text}", "yellow"))
        steps["reference"] = (1.0, found.reference_units_s)
        steps["you"] = (found.ratio, found.units_s)
        self.bars(steps, found.unit)

    def bars(self, steps: dict[str, tuple[float, float]], unit: str) -> None:
        """Rungs from slow to fast; each cell is the same factor: rungs lie factors apart."""
        logs = {name: math.log(ratio) for name, (ratio, _) in steps.items()}
        lowest = min(logs.values())
        span = max(1.0, max(logs.values()) - lowest)
        for name in sorted(steps, key=lambda name: logs[name]):
            cells = 1 + round((BAR_CELLS - 1) * (logs[name] - lowest) / span)
            self._bar(name, steps, cells, " ", words.rate(steps[name][1], unit))

    def _score(self, level: Level, score: Score, rungs: dict[str, Any]) -> None:
        self._title(level.name, score.workload, score.medal)
        ends = f"{score.baseline:.4f} (baseline) to {score.bound:.4f} (bound)"
        self.line(f"    {score.value:.4f}: {score.share:.0%} of the way from {ends}")
        above = words.par_above(level.pars, score.medal)
        if above:
            self.line((f"    {above[0]} asks for {above[1]:.0%}", "dim"))
        shares = {name: rung["share"] for name, rung in rungs.items()}
        self.shares({**shares, "reference": score.reference, "you": score.share})

    def shares(self, shares: dict[str, float]) -> None:
        """Qualities between baseline (empty) and bound (full)."""
        for name, share in sorted(shares.items(), key=lambda item: item[1]):
            cells = max(0, min(BAR_CELLS, round(BAR_CELLS * share)))
            self._bar(name, shares, cells, "·", f"{share:.0%}")

    def _bar(self, name: str, names: Iterable[str], cells: int, rest: str, label: str) -> None:
        width = max(map(len, names))
        style = BAR_STYLES.get(name, "blue")
        most = BAR_CELLS
        if self.out.is_terminal:  # a narrow one gets shorter bars, rather than broken lines
            most = max(4, min(BAR_CELLS, self.out.width - width - LABEL_CELLS))
        cells = round(cells * most / BAR_CELLS) or min(cells, 1)
        bar = "█" * cells + rest * (most - cells)
        self.line(
            "    ",
            (name.ljust(width), "bold" if name == "you" else ""),
            "  ",
            (bar, style),
            f"  {label}",
        )

    def rungs(self, entry: Entry, level: Level, ladder: dict[str, Any]) -> None:
        """The ladder of a level that nobody has been measured at."""
        for name in names_of(level):
            rungs = ladder.get(name, {})
            self.line()
            self.line("  ", (level.name, "bold"), f", {name}")
            if level.score == "quality":
                self.shares({rung: found["share"] for rung, found in rungs.items()})
            else:
                steps = {rung: (found["ratio"], found["units_s"]) for rung, found in rungs.items()}
                unit = "batches" if name.endswith(SLOWEST) else entry.workloads[name].unit
                self.bars(steps, unit)

    def capacity(self, entry: Entry, level: Level, ladder: dict[str, Any]) -> None:
        """The measured rates as a sentence about the real world, where it is of this level."""
        capacity = entry.kata.capacity
        if capacity.level != level.name:
            return
        rungs = ladder[level.workloads[0]]
        parts = [
            f"{words.duration(capacity.units / rungs[rung]['units_s'])} with {name}"
            for rung, name in (("naive", "the naive way"), ("reference", "the reference"))
            if rung in rungs
        ]
        self.line()
        self.line("  At that rate ", capacity.sentence.format(time=" and ".join(parts)), ".")

    def next_step(self, text: str) -> None:
        """What to type or do next."""
        self.line()
        self.line(f"  next: {text}")

    def paged(self, text: str) -> None:
        """A page in Markdown: formatted on a terminal, by its pager where it is longer than that;
        as it is elsewhere.
        """
        text = _safe(text)
        if not self.out.is_terminal:
            print(text)
            return
        with self.out.capture() as formatted:
            self.out.print(Markdown(text))
        if formatted.get().count("\n") < self.out.height:
            print(formatted.get(), end="")
            return
        os.environ.setdefault("LESS", "FRX")  # colours, and no screen of its own
        click.echo_via_pager(formatted.get(), color=True)


def _safe(text: str) -> str:
    """Without control characters: names and texts come from anywhere."""
    return cleaned(text, len(text))


def _beside_naive(found: Speed, rungs: dict[str, Any]) -> str:
    if "naive" not in rungs:
        return ""
    return ", " + words.against(found.ratio / rungs["naive"]["ratio"], "naive")


def _earlier(before: list[Row], found: Speed) -> str:
    """ "last time 3.0x slower than the reference, best 2.1x slower ...", where that is news."""
    ratios = [
        float(speed["ratio"])
        for row in before
        for level in row["levels"]
        for speed in level["speeds"]
        if speed["workload"] == found.workload
    ]
    told = {"last time": ratios[-1], "best": max(ratios)} if ratios else {}
    if told and told["best"] == told["last time"]:
        del told["best"]
    return ", ".join(
        f"{when} {words.against(ratio, 'the reference')}"
        for when, ratio in told.items()
        if abs(math.log(found.ratio / ratio)) > SAME_AS_BEFORE
    )
