"""Commands for authors: verify a kata, begin a new one."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from harness import catalog
from harness.author import scaffold
from harness.catalog import Entry
from harness.cli.streams import echo
from harness.errors import MisuseError

if TYPE_CHECKING:
    from harness.author.gate import Finding, Gate
    from harness.author.submissions import Kills
    from harness.cli.render import Screen

HOLDS, DOES_NOT_HOLD = 0, 1


@click.group("author")
def author() -> None:
    """Make katas, and hold them to what they promise."""


@author.command("verify")
@click.argument("name", required=False)
@click.option("--seeds", default=20, show_default=True, type=click.IntRange(1, 1000))
@click.option("--quick", is_flag=True, help="Leave out what needs time at full size.")
@click.option("--step", "steps", multiple=True, help="Only this step; may be given again.")
@click.option("--json", "as_json", is_flag=True, help="Print findings and kills as JSON.")
@click.option("-v", "--verbose", is_flag=True, help="Also show each mutant.")
def verify(
    name: str | None,
    seeds: int,
    quick: bool,
    steps: tuple[str, ...],
    as_json: bool,
    verbose: bool,
) -> None:
    """Hold a kata to everything it promises; without NAME, all of them.

    Exit: 0 all steps hold, 1 something does not.
    """
    from harness.author.gate import STEPS, Gate
    from harness.cli.render import Screen

    for step in steps:
        if step not in STEPS:
            raise MisuseError(f"There is no step {step[:40]!r}. There are: {', '.join(STEPS)}.")
    entries = [catalog.find(name)] if name else catalog.entries()
    screen = Screen(quiet=as_json)
    rows = []
    for entry in entries:
        gate = Gate(entry, seeds, quick, screen.progress, only=steps)
        findings = _shown(screen, gate, verbose)
        rows.append(
            {
                "kata": entry.kata.name,
                "ok": all(finding.ok for finding in findings),
                "findings": [asdict(finding) for finding in findings],
                "kills": gate.kills,
            }
        )
        _matrix(screen, entry, gate.kills)
    if as_json:
        click.echo(json.dumps(rows, indent=1))
    raise click.exceptions.Exit(HOLDS if all(row["ok"] for row in rows) else DOES_NOT_HOLD)


@author.command("new")
@click.argument("name")
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    help="A folder of your own for katas, instead of the checkout.",
)
@click.option(
    "--function",
    "signatures",
    multiple=True,
    metavar="SIGNATURE",
    help="What it asks for, in one line; may be given again, for a level each.",
)
def new(name: str, into: Path | None, signatures: tuple[str, ...]) -> None:
    """Begin a kata: a folder with every file, and a TODO wherever you have to think.

    NAME is lower case, words joined by '-'. Nothing that exists is written over. A SIGNATURE is
    written like 'allow(user: int32[n], at_ms: int64[n], limit) -> allowed: uint8[n]': names with
    dtype and shape, and a bare name for a whole number; what is filled comes last.
    """
    for path in scaffold.new(name, into, signatures):
        echo(f"wrote {path}")
    echo()
    if into and str(into.resolve()) not in os.environ.get("KATA_PATH", "").split(os.pathsep):
        echo(f"next: export KATA_PATH={into.resolve()}")
    echo(f"next: kata author verify {name}    (it says what is to be done)")


@author.command("bench")
@click.argument("name", required=False)
@click.option("--launches", default=5, show_default=True, type=click.IntRange(1, 50))
def bench(name: str | None, launches: int) -> None:
    """Measure reference and accepted submissions on this machine; without NAME, of all katas.

    Appends to results/<kata>/reference.jsonl. Minutes a kata; leave the machine alone.
    """
    from harness.author.bench import bench as measured
    from harness.author.on_record import REFERENCE_HANDLE, results_of
    from harness.box import Setting
    from harness.catalog.solution import read
    from harness.cli.render import Screen
    from harness.judge.trial import REFERENCE, Trial, in_best_mode
    from harness.measure.ladder import with_all_accepted

    screen = Screen()
    for entry in [catalog.find(name)] if name else catalog.entries():
        kata, reference = entry.kata, read(entry.reference, REFERENCE, own=False)
        trial = in_best_mode(
            partial(Setting, limits=kata.limits, threads=kata.threads),
            partial(Trial, with_all_accepted(entry), reference, kata.levels),
        )
        with screen.working():
            row = measured(trial, screen.progress, launches)
        echo(f"wrote {results_of(entry).append(entry, REFERENCE_HANDLE, row)}")
        for figure, rungs in row["figures"].items():
            screen.line((figure, "bold"))
            for rung, found in sorted(rungs.items(), key=lambda item: _standing(item[1])):
                low, high = found["low"], found["high"]
                screen.line(f"  {rung:20} {_standing(found):8.4f} ({low:.4f} to {high:.4f})")


@author.command("mistake")
@click.argument("name")
@click.argument("way")
@click.argument("broken", type=click.Path(path_type=Path))
def mistake(name: str, way: str, broken: Path) -> None:
    """Print the section for a page of mistakes that makes BROKEN of the right solution WAY.

    BROKEN is a copy of katas/NAME/mistakes/WAY.py with one mistake in it: its name becomes that of
    the mistake, its docstring what a learner is told. The copy is judged, for the line `fails:`.
    """
    from harness.author.as_mistake import as_mistake
    from harness.catalog.solution import read

    entry = catalog.find(name)
    copy = read(broken, broken.stem, own=True)
    echo(as_mistake(entry, entry.way(way.removesuffix(".py")), copy))


@author.command("explore")
@click.argument("name")
@click.option("--minutes", default=1.0, show_default=True, type=click.FloatRange(0.01, 600))
@click.option("--seed", default="", help="Of an earlier search, to see the same cases again.")
def explore(name: str, minutes: float, seed: str) -> None:
    """Look for cases on which right solutions disagree, and for mistakes that chance does not find.

    Draws whatever the contract allows, again and again, and gives it to oracle, reference, accepted
    submissions and ways; and to mistakes, until one is stopped. Exit: 0 all agree, 1 they do not.
    """
    from harness.author.explore import explore as explored
    from harness.author.seeds import Matrix
    from harness.box import Setting
    from harness.catalog.solution import read
    from harness.cli.render import Screen
    from harness.judge.secret import Secret
    from harness.judge.trial import Trial, in_best_mode

    entry, screen = catalog.find(name), Screen()
    seed = seed or os.urandom(8).hex()
    trial = in_best_mode(
        partial(Setting, limits=entry.kata.limits, threads=entry.kata.threads),
        partial(Trial, entry, read(entry.reference, "reference", own=False), entry.kata.levels),
    )
    matrix = Matrix(entry, trial.setting)
    screen.line((entry.kata.name, "bold"), f" · {minutes:g} minutes, --seed {seed}")
    with screen.working():
        found = explored(matrix, minutes, Secret(seed.encode()), screen.progress)
    for seen in found:
        agree = "agree" if not seen.disagreements else "do NOT agree"
        stopped = len(seen.mistakes) - len(seen.alive)
        screen.line(
            f"  {seen.function.name:<18} {seen.cases:,} cases, oracle and {seen.right} right ones "
            f"{agree}; {stopped} of {len(seen.mistakes)} wrong ones stopped without a family"
        )
        if seen.alive:
            screen.line((f"    only families stop: {', '.join(seen.alive)}", "dim"))
        for each in seen.disagreements:
            said = f": {each.who}, draw {each.draw}: {each.said}"
            screen.line("    ", ("disagrees", "red"), said)
            screen.line(each.text)
    raise click.exceptions.Exit(
        DOES_NOT_HOLD if any(seen.disagreements for seen in found) else HOLDS
    )


def _standing(found: dict[str, float]) -> float:
    return found["share"] if "share" in found else found["ratio"]


def _shown(screen: Screen, gate: Gate, verbose: bool) -> list[Finding]:
    """The findings, printed one by one as they come."""
    screen.line((gate.entry.kata.name, "bold"), f" · {gate.entry.kata.title}")
    findings = []
    with screen.working():
        for finding in gate.run():
            findings.append(finding)
            mark = ("ok ", "green") if finding.ok else ("red", "red")
            mark = ("yet", "yellow") if finding.owed else mark
            screen.line("  ", mark, f"  {finding.step:<9}  {finding.text}")
            for note in finding.notes if verbose else ():
                screen.line((f"                  {note}", "dim"))
    return findings


def _matrix(screen: Screen, entry: Entry, kills: Kills) -> None:
    """Who was stopped by which check, on how many seeds: a table for each function."""
    if not kills:
        return
    for function in entry.kata.functions:
        levels = [level for level in entry.kata.levels if level.function == function.name]
        families = {family for level in levels for family in entry.families(level)}
        named = [each.__name__ for level in levels for each in entry.checks(level)]
        rows = {
            name: kills[name]
            for name, wrong in entry.wrong().items()
            if name in kills and wrong.fails.where in families
        }
        extra = [check for row in rows.values() for check in row]
        _table(screen, function.name, list(dict.fromkeys([*named, *extra])), rows)


def _table(screen: Screen, title: str, checks: list[str], rows: Kills) -> None:
    """Checks by number, for their names are long; seeds in the cells."""
    width = max((len(name) for name in rows), default=0)
    screen.line()
    screen.line("  ", (f"{title}: wrong submission x check, in seeds", "bold"))
    for number, check in enumerate(checks, 1):
        screen.line(f"    {number:>2} {check}")
    heads = "".join(f"{number:>4}" for number in range(1, len(checks) + 1))
    screen.line((f"    {'':{width}}{heads}", "dim"))
    for name, row in rows.items():
        cells = "".join(f"{row.get(check, '.'):>4}" for check in checks)
        screen.line(f"    {name:{width}}{cells}")
