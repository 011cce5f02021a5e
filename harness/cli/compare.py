"""`kata compare`: several solutions beside each other."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from harness import catalog
from harness.catalog import Entry
from harness.catalog.solution import Solution, default_path, find
from harness.errors import MisuseError
from harness.text import factor

if TYPE_CHECKING:
    from harness.cli.render import Screen
    from harness.measure.comparison import Comparison, Standing


@click.command("compare", short_help="Several solutions in the same rounds.")
@click.argument("name")
@click.argument("solutions", nargs=-1, required=True, metavar="A B [C ...]")
@click.option("--level", "level_name", help="Only this level.")
@click.option("--json", "as_json", is_flag=True, help="Print figures and nothing else.")
def compare(name: str, solutions: tuple[str, ...], level_name: str | None, as_json: bool) -> None:
    """Time several solutions in the same rounds, and say which differ.

    Each is a file, `reference`, a rung (naive, numpy, numba ...), `me` for your file in solutions/,
    or one of these as it was in a git revision: my.py@HEAD~1.
    """
    entry = catalog.find(name)
    levels = (entry.level(level_name),) if level_name else entry.kata.levels
    if len(set(solutions)) < max(2, len(solutions)):
        raise MisuseError("Name two or more different solutions, e.g. me and numba.")
    chosen = {what: named(entry, what) for what in solutions}
    from harness.box import Setting  # these load numpy
    from harness.cli.render import Screen
    from harness.judge.trial import Trial, in_best_mode
    from harness.measure.comparison import Comparison

    def trial_of(solution: Solution) -> Trial:
        limits, threads = entry.kata.limits, entry.kata.threads
        return in_best_mode(
            lambda mode: Setting(mode, limits, threads=threads),
            lambda setting: Trial(entry, solution, levels, setting),
        )

    screen = Screen(quiet=as_json)
    comparison = Comparison(trial_of, chosen)
    with screen.working():
        comparison.run(screen.progress)
    if as_json:
        click.echo(json.dumps(_figures(comparison)))
    else:
        _show(screen, entry, comparison)
    raise click.exceptions.Exit(0 if comparison.launches else 1)


def named(entry: Entry, what: str) -> Solution:
    """A solution by what a person calls it."""
    path, at, revision = what.rpartition("@")
    if at and not Path(what).exists():
        from harness.catalog.revision import at_revision

        if path == "me" or path.endswith(".py"):  # it may be gone by now
            file = default_path(entry) if path == "me" else Path(path)
            return at_revision(file, revision, what, own=True)
        now = find(entry, path)
        assert now is not None
        return at_revision(now.path, revision, what, now.own)
    if what == "me":
        what = str(default_path(entry))
    solution = find(entry, what)
    assert solution is not None
    return solution


def _figures(comparison: Comparison) -> dict[str, Any]:
    from harness.measure.figures import names_of

    return {
        level.name: {
            figure: [asdict(standing) for standing in comparison.standings(level, figure)]
            for figure in names_of(level)
        }
        for level in comparison.levels
    }


def _show(screen: Screen, entry: Entry, comparison: Comparison) -> None:
    from harness.cli import words
    from harness.measure.figures import SLOWEST, names_of

    screen.line((entry.kata.name, "bold"), f" · {', '.join(comparison.solutions)}")
    for (absent_from, side), result in comparison.out.items():
        screen.line(f"  {side} is not compared at {absent_from}: ", words.verdict(result))
    workloads = entry.workloads
    for level in comparison.levels:
        for figure in names_of(level):
            standings = comparison.standings(level, figure)
            screen.line()
            screen.line("  ", (level.name, "bold"), f", {figure}")
            if not standings:
                screen.line("    the clocks of this machine contradict each other; run it again")
                continue
            unit = "batches" if figure.endswith(SLOWEST) else workloads[figure].unit
            screen.bars({one.side: (one.ratio, one.units_s) for one in standings}, unit)
            for standing in standings[1:]:
                screen.line(f"    {_words(standing, standings[0].side)}")


def _words(standing: Standing, fastest: str) -> str:

    slower, least, most = (1 / part for part in (standing.ratio, standing.high, standing.low))
    if standing.tied:
        return f"{standing.side}: a tie with {fastest} ({least:.3f} to {most:.3f} times its time)"
    ends = f"{least:.3g} to {most:.3g}" if least > 2 else f"{least:.3f} to {most:.3f}"
    return f"{standing.side}: {factor(slower)}x slower than {fastest} ({ends})"
