"""`kata hint`: one step of the level one stands at; the last is the source of the next rung."""

from __future__ import annotations

from contextlib import suppress

import click

from harness import catalog
from harness.catalog import Entry
from harness.catalog.excerpt import excerpt
from harness.catalog.hints import steps
from harness.cli.streams import echo
from harness.kata import Level
from harness.results import hints_seen
from harness.results.ledger import Ledger
from harness.results.progress import Standing, standing_at, standings


@click.command("hint", short_help="The next hint for the level you stand at.")
@click.argument("name")
@click.option("--level", "level_name", help="This level, instead of the one you stand at.")
@click.option("--again", is_flag=True, help="Those that you have seen, once more.")
def hint(name: str, level_name: str | None, again: bool) -> None:
    """The next hint for the level you stand at, one step at a time; it is remembered.

    The last one is the source of the next rung above you.
    """
    entry = catalog.find(name)
    level = entry.level(level_name) if level_name else where_one_stands(entry).level
    seen = hints_seen.shown(entry, level)
    if again:
        for number in range(1, min(seen, len(steps(entry, level))) + 1):
            echo(told(entry, level, number))
        return
    echo(next_hint(entry, level))


def where_one_stands(entry: Entry) -> Standing:
    """By what the runs of the learner's file have said."""
    return standing_at(standings(entry.kata, Ledger().learners(entry)))


def next_hint(entry: Entry, level: Level) -> str:
    """The next step of a level, as lines to show; it is remembered as seen."""
    number, last = hints_seen.shown(entry, level) + 1, len(steps(entry, level))
    with suppress(OSError):  # where nothing can be kept the first step comes again
        hints_seen.remember(entry, level, min(number, last + 1))
    if number <= last:
        more = f"{last - number} more" if number < last else "the next one is a solution"
        return f"{told(entry, level, number)}\n({more}: kata hint {entry.kata.name})"
    return _rung(entry, level)


def told(entry: Entry, level: Level, number: int) -> str:
    """One step with its number, in lines."""
    found = steps(entry, level)
    text = f"{level.name}, {number} of {len(found)}: {found[number - 1]}"
    return click.wrap_text(text, 88)


def _rung(entry: Entry, level: Level) -> str:
    """The source of the slowest rung that is faster than the learner, or that is left."""
    from harness.cli.solutions import rungs_of

    own = next(
        each for each in standings(entry.kata, Ledger().learners(entry)) if each.level == level
    )
    reached = float((own.last_right or {}).get("ratio") or 0.0)
    found = rungs_of(entry, level)
    if not found:
        return f"There are no more hints for {level.name}, and no rung above it to look at."
    above = [rung for rung in found if rung.ratio is None or rung.ratio > reached]
    rung = above[0] if above else found[-1]
    source = excerpt(rung.source, entry.kata.function_of(level).names)
    return f"{level.name}, the rung {rung.name}{rung.said}:\n\n{source}"
