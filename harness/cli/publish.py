"""`kata publish`: the last ranked run and its source, to where others see them."""

from __future__ import annotations

import sys

import click

from harness import catalog
from harness.catalog.solution import default_path, find
from harness.cli.streams import echo, say
from harness.errors import MisuseError
from harness.results.ledger import Ledger, Results, results_below


@click.command("publish", short_help="Your last ranked run, as a file in results/.")
@click.argument("name")
@click.argument("file", required=False)
@click.option("--handle", default="me", show_default=True, help="Your name on the board.")
@click.option("--to", "folder", help="A shared folder or a clone, instead of results/ here.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def publish(name: str, file: str | None, handle: str, folder: str | None, yes: bool) -> None:
    """Write your last ranked run with its raw samples, and its source beside it, to results/.

    FILE is the solution that ran; without it solutions/NAME.py. Nothing leaves this computer: a
    pull request with the two files does that. Among friends, --to a folder that all of you see.
    """
    from harness.results import publish as room  # loads numpy
    from harness.results import sources

    entry = catalog.find(name)
    room.checked_handle(handle)
    solution = find(entry, file)
    if solution is None or not solution.own:
        raise MisuseError(f"There is no {default_path(entry)}; name the file that ran.")
    damaged: list[str] = []
    results, history = Results(results_below(folder) if folder else None), Ledger()
    published = room.found_in(results, entry, damaged)
    lines = list(history.lines())
    for fault in [*damaged, *(f"{line}." for line in lines if line.row is None)]:
        say(f"kata: {fault}")
    runs = [line.row for line in lines if line.row is not None]
    row = room.choose(entry, solution, runs, published, handle)
    echo(f"This goes to {results.path(entry, handle)}:")
    before = sources.published_source(results, entry, handle)
    for text in room.leaving(row, entry, solution, before):
        echo(f"  {text}")
    _confirm(yes)
    echo(f"wrote {sources.put(results, entry, handle, solution.source)}")
    echo(f"wrote {results.append(entry, handle, row)}")
    of = f" --from {folder}" if folder else ""
    echo(f"next: kata board {entry.kata.name}{of}    (results/README.md says how to share it)")


def _confirm(yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise MisuseError("There is no terminal to ask at; with --yes it is written unasked.")
    if not click.confirm("Write it?"):
        echo("Nothing was written.")
        raise click.exceptions.Exit(1)
