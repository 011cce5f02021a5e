"""`kata run NAME --sweep RULE`: what a world comes to with one rule, at all values of it."""

from __future__ import annotations

import os
from collections.abc import Sequence

from harness import place
from harness.catalog import Entry
from harness.cli import charts
from harness.cli.evening import story_of
from harness.cli.streams import echo
from harness.errors import MisuseError
from harness.kata import Case, Level

SEED = 2012
"""The evening of a sweep is the same every time: what a brief quotes can be seen again."""


def swept(entry: Entry, levels: Sequence[Level], rule: str) -> None:
    """A table a level, printed as it is played, and a picture of each. MisuseError where the kata
    has no such rule.
    """
    story = story_of(entry)
    known = list(getattr(story, "SWEPT", {}))
    if rule not in known:
        there = f"There are: {', '.join(known)}." if known else "It has none."
        raise MisuseError(f"{entry.kata.name} has no rule {rule!r} to sweep. {there}")
    for level in levels:
        echo(f"{level.name}, {rule}")
        curves: dict[str, list[float]] = {}
        for number, (value, columns) in enumerate(story.sweep(evening_of(entry, level), rule)):  # type: ignore[union-attr]
            if number == 0:
                echo("  " + rule.rjust(10) + "".join(name.rjust(12) for name in columns))
            echo("  " + row(value, columns))
            for name, found in columns.items():
                curves.setdefault(name, []).append(found)
        _drawn(entry, level, rule, curves)


def evening_of(entry: Entry, level: Level) -> Case:
    """The world of a level that is swept."""
    import numpy as np

    make = next(iter(entry.depth(level).values()))
    return make(np.random.default_rng(SEED))


def row(value: int, columns: dict[str, float]) -> str:
    """One line of the table."""
    return f"{value:,}".rjust(10) + "".join(_short(each).rjust(12) for each in columns.values())


def _short(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 or number == int(number) else f"{number:.2g}"


def _drawn(entry: Entry, level: Level, rule: str, curves: dict[str, list[float]]) -> None:
    path = place.own() / f"{level.name}-{rule}.svg"
    try:
        path.parent.mkdir(exist_ok=True)
        beside = path.with_suffix(".new")
        title = f"{entry.kata.name}, {level.name}"
        beside.write_text(charts.svg(title, curves, f"{rule}, from low to high"), encoding="utf-8")
        os.replace(beside, path)
    except OSError as error:
        raise MisuseError(f"{path} cannot be written ({error.strerror}).") from None
    echo(f"  as a picture: {path}")
