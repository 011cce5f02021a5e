"""Commands that only look: list, show, and `kata` alone."""

from __future__ import annotations

import click

from harness import catalog
from harness.catalog.lecture import lecture
from harness.cli.streams import echo
from harness.errors import MisuseError


@click.command("list")
@click.option("--markdown", is_flag=True, help="As the table of the README, with measured ratios.")
def list_katas(markdown: bool) -> None:
    """The katas in the order to take them, their levels and the systems they come from."""
    entries = [entry for entry, _ in catalog.in_order()]
    if markdown:
        from harness.author.on_record import last_bench
        from harness.results import tables  # loads numpy

        echo(tables.katas((entry.kata, last_bench(entry)) for entry in entries))
        return
    width = max(len(entry.kata.name) for entry in entries)
    for entry in entries:
        kata = entry.kata
        echo(f"{kata.name.ljust(width)}  {kata.title}")
        if kata.decides:
            echo(f"{'':{width}}  you decide: {kata.decides}")
        echo(f"{'':{width}}  levels: {', '.join(level.name for level in kata.levels)}")
        echo(f"{'':{width}}  seen at: {', '.join(kata.systems)}")


@click.command("show", short_help="The brief of a kata; its solutions once yours is right.")
@click.argument("name")
@click.option("--all", "everything", is_flag=True, help="The whole brief, whatever the level.")
@click.option("--solutions", is_flag=True, help="Rungs and ways of the levels that you have right.")
@click.option("--mistakes", is_flag=True, help="What goes wrong instead, and how it shows.")
@click.option("--hints", is_flag=True, help="All hints at once; kata hint gives one at a time.")
@click.option("--summary", is_flag=True, help="What you have reached, to be shown to others.")
def show(
    name: str, everything: bool, solutions: bool, mistakes: bool, hints: bool, summary: bool
) -> None:
    """The brief of a kata: the incident, the contract, and the level you stand at.

    Into a pipe or a file it goes whole.
    """
    entry = catalog.find(name)
    if solutions + mistakes + hints + summary > 1:
        raise MisuseError("Show one thing at a time: --solutions, --mistakes, --hints, --summary.")
    from harness.cli import brief  # these load numpy and rich
    from harness.cli.render import Screen
    from harness.results.ledger import Ledger
    from harness.results.progress import standings

    screen = Screen()
    if hints or mistakes:
        screen.paged(entry.hints if hints else lecture(entry))
        return
    found = standings(entry.kata, Ledger().learners(entry))
    if solutions:
        from harness.cli.solutions import page

        screen.paged(page(entry, found, everything))
    elif summary:
        echo(brief.summary(entry, found))
    elif everything or not screen.out.is_terminal:
        screen.paged(entry.brief)
    else:
        screen.paged(brief.up_to_now(entry, found))
