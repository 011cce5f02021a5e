"""Commands that only look: list, show, and `kata` alone."""

from __future__ import annotations

import click

from harness import catalog
from harness.catalog import Entry
from harness.catalog.solution import default_path, is_there
from harness.cli.lecture import lecture
from harness.errors import MisuseError
from harness.results.ledger import Ledger

FIRST = "rate-limit"
"""Where somebody is sent who has started nothing: one level, which plain Python passes."""


@click.command("list")
@click.option("--markdown", is_flag=True, help="As the table of the README, with measured ratios.")
def list_katas(markdown: bool) -> None:
    """The katas, their levels and the systems they come from."""
    entries = catalog.entries()
    if markdown:
        from harness.author.on_record import last_bench
        from harness.results import tables  # loads numpy

        click.echo(tables.katas((entry.kata, last_bench(entry)) for entry in entries))
        return
    width = max(len(entry.kata.name) for entry in entries)
    for entry in entries:
        kata = entry.kata
        click.echo(f"{kata.name.ljust(width)}  {kata.title}")
        click.echo(f"{'':{width}}  levels: {', '.join(level.name for level in kata.levels)}")
        click.echo(f"{'':{width}}  seen at: {', '.join(kata.systems)}")


@click.command("show")
@click.argument("name")
@click.option("--hints", is_flag=True, help="The hints instead, level by level: they give it away.")
@click.option("--mistakes", is_flag=True, help="What goes wrong instead, and how it shows.")
def show(name: str, hints: bool, mistakes: bool) -> None:
    """The brief of a kata: the incident, the contract, the levels."""
    entry = catalog.find(name)
    from harness.cli.render import Screen

    if hints and mistakes:
        raise MisuseError("Show the hints or the mistakes; leave one of the two out.")
    text = entry.hints if hints else lecture(entry) if mistakes else entry.brief
    Screen().markdown(text)


def where_you_are() -> None:
    """Each kata with the learner's state, and the command to type next."""
    entries = catalog.entries()
    width = max(len(entry.kata.name) for entry in entries)
    for entry in entries:
        click.echo(f"{entry.kata.name.ljust(width)}  {_state(entry)}")
    click.echo()
    click.echo(f"next: {_next(entries)}")


def _medals(entry: Entry) -> dict[str, str]:
    """Level -> what the last run of the file in solutions/ that reached it said of it."""
    found: dict[str, str] = {}
    for row in Ledger().own_runs(entry):
        if row["solution"]["name"] != default_path(entry).name:
            continue
        for level in row["levels"]:
            if level["verdict"] not in ("not started", "not reached"):
                found[level["level"]] = _one(level["verdict"], level["medal"])
    order = [level.name for level in entry.kata.levels]
    return {name: found[name] for name in order if name in found}


def _one(verdict: str, medal: str) -> str:
    if verdict != "accepted":
        return verdict
    return "right" if medal == "none" else medal


def _state(entry: Entry) -> str:
    medals = _medals(entry)
    if medals:
        return ", ".join(f"{level}: {medal}" for level, medal in medals.items())
    return f"started: {default_path(entry)}" if is_there(entry) else "not started"


def _next(entries: list[Entry]) -> str:
    started = [entry for entry in entries if is_there(entry)]
    for entry in started:
        open_levels = [
            level.name
            for level in entry.kata.levels
            if _medals(entry).get(level.name) not in ("bronze", "silver", "gold", "star")
        ]
        if open_levels:
            return f"kata run {entry.kata.name}    (edit {default_path(entry)}: {open_levels[0]})"
    fresh = [entry.kata.name for entry in entries if entry not in started]
    fresh.sort(key=lambda name: name != FIRST)
    return f"kata run {fresh[0]}" if fresh else "kata list"
