"""Commands that judge: start and run."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from harness import catalog
from harness.catalog import Entry
from harness.catalog.solution import default_path, find, is_there
from harness.cli.streams import echo
from harness.errors import MisuseError


@click.command("start", short_help="Write a starter file to solutions/.")
@click.argument("name")
@click.option("--tests", is_flag=True, help="Write test_NAME.py beside it, for pytest and editors.")
def start(name: str, tests: bool) -> None:
    """Write a starter file to solutions/, ready to be edited."""
    entry = catalog.find(name)
    path = default_path(entry)
    if tests:
        _write_tests(entry, path.with_name(f"test_{path.name}"))
        if is_there(entry):
            return
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
    echo(f"wrote {path}")
    echo(f"next: fill in {first.function}, then type: kata run {name}")
    if not tests:
        echo(f"      (with pytest or an editor's list of tests: kata start {name} --tests)")


TESTS = '''"""{name}.py as tests: pytest, an editor's list of tests, -k, --pdb. Needs pytest."""

from harness import testing

test_{name} = testing.cases("{kata}", __file__)
'''


def _write_tests(entry: Entry, path: Path) -> None:
    """The tests of a solution that lies beside them; those that are there stay."""
    text = TESTS.format(name=entry.folder_name, kata=entry.kata.name)
    try:
        path.parent.mkdir(exist_ok=True)
        _write_new(path, text)
    except FileExistsError:
        raise MisuseError(f"{path} exists already; type: pytest {path}") from None
    except OSError as error:
        raise MisuseError(f"{path} cannot be written ({error.strerror}).") from None
    echo(f"wrote {path}; type: pytest {path}")


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
@click.option(
    "--profile", "profiled", is_flag=True, help="Which lines take the time (line_profiler)."
)
@click.option("--sweep", help="One rule of a kata with a world, at all its values.")
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
    profiled: bool,
    sweep: str | None,
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
    if sweep:
        from harness.cli.sweep import swept

        swept(entry, levels, sweep)
        return
    chosen = find(entry, file or solution)
    if profiled:
        if chosen is None:
            raise MisuseError(f"There is nothing to profile yet. Type: kata start {name}")
        from harness.cli.profiled import profile

        timed = [level for level in levels if level.workloads]
        for line in profile(entry, (timed or levels)[0], chosen):
            echo(line)
        return
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
