"""Commands that judge: start and run."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from harness import catalog
from harness.catalog.solution import default_path, find
from harness.errors import MisuseError


@click.command("start", short_help="Write a starter file to solutions/.")
@click.argument("name")
def start(name: str) -> None:
    """Write a starter file to solutions/, ready to be edited."""
    entry = catalog.find(name)
    path = default_path(entry)
    try:
        if path.parent.is_dir() or not os.path.lexists(path.parent):
            path.parent.mkdir(exist_ok=True)
        _write_new(path, entry.starter.read_text(encoding="utf-8"))
    except FileExistsError:
        raise MisuseError(
            f"{path} exists already. Edit it and type: kata run {name}. To begin anew, move it."
        ) from None
    except OSError as error:
        raise MisuseError(
            f"{path} cannot be written ({error.strerror}); start in a folder where it can be."
        ) from None
    first = entry.kata.levels[0]
    click.echo(f"wrote {path}")
    click.echo(f"next: fill in {first.function}, then type: kata run {name}")


def _write_new(path: Path, text: str) -> None:
    """Whole, or not at all; FileExistsError where there is something of that name."""
    with path.open("x", encoding="utf-8") as file:
        try:
            file.write(text)
            file.flush()
        except BaseException:
            path.unlink()
            raise


@click.command("run", short_help="Judge and time your solution.")
@click.argument("name")
@click.argument("file", required=False)
@click.option(
    "--solution", help="oracle, reference, or a submission of the kata, instead of a file."
)
@click.option("--level", "level_name", help="Only this level.")
@click.option("--check", is_flag=True, help="Only judge: nothing is timed.")
@click.option("--ladder", is_flag=True, help="Measure the rungs here too, not as published.")
@click.option("--rank", is_flag=True, help="The full protocol, for kata publish: minutes.")
@click.option("--json", "as_json", is_flag=True, help="Print the record and nothing else.")
@click.option("-v", "--verbose", is_flag=True, help="Also show locks, launches and clocks.")
def run(
    name: str,
    file: str | None,
    solution: str | None,
    level_name: str | None,
    check: bool,
    ladder: bool,
    rank: bool,
    as_json: bool,
    verbose: bool,
) -> None:
    """Judge and time a solution; without one, show what the naive way costs.

    FILE is a path; without it solutions/NAME.py is taken. Exit: 0 passed, 1 not passed, 2 misuse,
    3 too noisy to tell, 70 our fault, 130 stopped.
    """
    if os.name != "posix":
        raise MisuseError("kata run needs Linux or macOS; on Windows, use it inside WSL.")
    if file and solution:
        raise MisuseError("Give a file or --solution, not both.")
    if check and (rank or ladder):
        raise MisuseError("--check times nothing; leave it or --rank and --ladder out.")
    entry = catalog.find(name)
    levels = (entry.level(level_name),) if level_name else entry.kata.levels
    chosen = find(entry, file or solution)
    from harness.cli.render import Screen
    from harness.cli.session import Session  # loads numpy

    session = Session(
        entry,
        levels,
        Screen(quiet=as_json),
        verbose,
        "rank" if rank else "default",
        check,
        ladder,
    )
    if chosen is None and rank:
        raise MisuseError(f"There is nothing to rank yet. Type: kata start {name}")
    if chosen is None:
        code, row = session.demonstrate()
    else:
        code, row = session.judge(chosen)
    if as_json:
        click.echo(json.dumps(row))
    raise click.exceptions.Exit(code)
