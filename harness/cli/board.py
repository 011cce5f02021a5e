"""`kata board`: the rankings of published results, here or among friends, once or as files come."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterable
from typing import Any

import click

from harness import catalog
from harness.catalog import Entry
from harness.cli.rerun import rerun
from harness.cli.streams import echo, say
from harness.errors import MisuseError
from harness.results.ledger import Results, results_below

LOOKS_APART_S = 1.0
"""How often `--live` looks whether files have come."""
CLEAR = "\x1b[2J\x1b[H"


class Board(click.Command):
    """`kata board rerun` is a command of its own; whatever else stands there is a kata's name."""

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,
    ) -> click.Context:
        if args and args[0] == "rerun":
            return rerun.make_context(f"{info_name} rerun", args[1:], parent, **extra)
        return super().make_context(info_name, args, parent, **extra)


@click.command(
    "board",
    cls=Board,
    short_help="The rankings of published results.",
    epilog="Who hosts a board runs what was published: kata board rerun --help",
)
@click.argument("name", required=False)
@click.option(
    "--from", "folders", multiple=True, help="A shared folder or a clone; may be repeated."
)
@click.option("--machine", default="", help="Only claims of machines with this in their name.")
@click.option("--live", is_flag=True, help="Show it anew whenever something is published.")
@click.option("--json", "as_json", is_flag=True, help="Print the boards as JSON.")
@click.option("--markdown", is_flag=True, help="Print all boards as a page.")
@click.option("--all", "everything", is_flag=True, help="Also say why rows are not ranked.")
def board(
    name: str | None,
    folders: tuple[str, ...],
    machine: str,
    live: bool,
    as_json: bool,
    markdown: bool,
    everything: bool,
) -> None:
    """Rank what is published in results/, or in the folders behind --from.

    Each level has what people claim of their own machines and, where whoever hosts it has typed
    kata board rerun, what came of their sources on one machine. Every row is checked again first;
    docs/results.md says how.
    """
    if as_json and markdown:
        raise MisuseError("Give --json or --markdown, not both.")
    if live and (as_json or markdown or not sys.stdout.isatty()):
        raise MisuseError("--live is for a terminal; leave it, or --json and --markdown out.")
    entries = [catalog.find(name)] if name else catalog.entries()
    places = [Results(results_below(each)) for each in folders] or [Results()]

    def printed() -> str:
        return _printed(entries, places, machine, "json" * as_json or "md" * markdown, everything)

    if not live:
        echo(printed(), nl=not markdown)
        return
    before: object = None
    while True:
        now = [each.state(entry) for each in places for entry in entries]
        if now != before:
            before = now
            click.echo(CLEAR, nl=False)
            echo(f"{printed()}\n\n{time.strftime('%H:%M:%S')}, Ctrl-C ends it")
        time.sleep(LOOKS_APART_S)


def _printed(
    entries: Iterable[Entry], places: list[Results], machine: str, form: str, everything: bool
) -> str:
    from harness.author.on_record import last_bench
    from harness.results import tables  # loads numpy
    from harness.results.board import standings
    from harness.results.history import came, decisions
    from harness.results.publish import found_in

    damaged: list[str] = []
    found = []
    entries = list(entries)
    decided = {run: whose for each in places for run, whose in decisions(each.folder).items()}
    for entry in entries:
        rows = [row for each in places for row in found_in(each, entry, damaged)]
        if all(each.fault(entry) for each in places):  # it is among the damaged
            continue
        rows = [row for row in rows if row.handle != "reference"]
        bench = filter(None, [last_bench(entry)])
        found.append(
            standings(
                entry,
                rows,
                list(bench),
                lambda row: came(row.path, row.row["id"]),
                decided,
                machine,
            )
        )
    for fault in damaged:
        say(f"kata: {fault}")
    if not found:
        raise click.exceptions.Exit(MisuseError.exit_code)
    if form == "json":
        return json.dumps([tables.as_json(one) for one in found])
    if form == "md":
        return tables.markdown(found)
    shown = [one for one in found if len(entries) == 1 or not one.is_empty or one.refused]
    return "\n\n".join(tables.text(one, everything) for one in shown) or (
        "" if len(found) < len(entries) else tables.NOBODY
    )
