"""Commands on published results: publish and board."""

from __future__ import annotations

import json
import sys

import click

from harness import catalog, place
from harness.catalog import Entry
from harness.catalog.solution import default_path, find
from harness.cli.streams import echo, say
from harness.errors import MisuseError
from harness.results.copies import Came
from harness.results.ledger import Ledger, Results


@click.command("publish", short_help="Your last ranked run, as a file in results/.")
@click.argument("name")
@click.argument("file", required=False)
@click.option("--handle", default="me", show_default=True, help="Your name on the board.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def publish(name: str, file: str | None, handle: str, yes: bool) -> None:
    """Write your last ranked run, with its source and raw samples, to results/.

    FILE is the solution that ran; without it solutions/NAME.py. Nothing leaves this computer: a
    pull request with the written file does that.
    """
    from harness.results import publish as room  # loads numpy

    entry = catalog.find(name)
    room.checked_handle(handle)
    solution = find(entry, file)
    if solution is None or not solution.own:
        raise MisuseError(f"There is no {default_path(entry)}; name the file that ran.")
    damaged: list[str] = []
    results, history = Results(), Ledger()
    published = room.found_in(results.lines(entry), damaged)
    lines = list(history.lines())
    for fault in [*damaged, *(f"{line}." for line in lines if line.row is None)]:
        say(f"kata: {fault}")
    runs = [line.row for line in lines if line.row is not None]
    row = room.choose(entry, solution, runs, published, handle)
    echo(f"This goes to {results.path(entry, handle)}:")
    for text in room.leaving(row, entry):
        echo(f"  {text}")
    _confirm(yes)
    echo(f"wrote {results.append(entry, handle, row)}")
    echo(f"next: kata board {entry.kata.name}    (results/README.md says how to share it)")


def _confirm(yes: bool) -> None:
    if yes:
        return
    if not sys.stdin.isatty():
        raise MisuseError("There is no terminal to ask at; with --yes it is written unasked.")
    if not click.confirm("Write it?"):
        echo("Nothing was written.")
        raise click.exceptions.Exit(1)


def _came(entry: Entry) -> Came:
    """Asks the repository, of the row's own file."""
    from harness.results.history import came

    return lambda row: came(Results().path(entry, row.handle), row.row["id"])


@click.command("board", short_help="The rankings of published results.")
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the boards as JSON.")
@click.option("--markdown", is_flag=True, help="Print the page results/README.md.")
@click.option("--all", "everything", is_flag=True, help="Also say why rows are not ranked.")
def board(name: str | None, as_json: bool, markdown: bool, everything: bool) -> None:
    """Rank the published results in results/, on each class of machines.

    Every row is checked again first; docs/results.md says how.
    """
    if as_json and markdown:
        raise MisuseError("Give --json or --markdown, not both.")
    entries = [catalog.find(name)] if name else catalog.entries()
    from harness.results import tables  # loads numpy
    from harness.results.board import standings
    from harness.results.history import decisions
    from harness.results.publish import found_in

    damaged: list[str] = []
    found = []
    decided = decisions(place.results())
    for entry in entries:
        rows = found_in(Results().lines(entry), damaged)
        if Results().fault(entry):  # it is among the damaged
            continue
        bench = [item.row for item in rows if item.handle == "reference"]
        own = [item for item in rows if item.handle != "reference"]
        found.append(standings(entry, own, bench, _came(entry), decided))
    for fault in damaged:
        say(f"kata: {fault}")
    if not found:
        raise click.exceptions.Exit(MisuseError.exit_code)
    if as_json:
        click.echo(json.dumps([tables.as_json(one) for one in found]))
    elif markdown:
        echo(tables.markdown(found), nl=False)
    else:
        shown = [one for one in found if name or one.boards or one.refused]
        texts = [tables.text(one, everything) for one in shown]
        echo("\n\n".join(texts) or ("" if len(found) < len(entries) else tables.NOBODY))
