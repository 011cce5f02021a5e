"""One secret is one run: whose it is where several rows have it. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from harness.catalog.solution import Solution
from harness.results.record import Row


@dataclass(frozen=True)
class Published:
    """A whole row as it was found: `place` says where, `handle` is the file's name, and `source_of`
    reads what a person published beside it.
    """

    handle: str
    place: str
    row: Row
    path: Path = Path()
    source_of: Callable[[object], Solution | None] = lambda _: None


@dataclass(frozen=True)
class Refused:
    """A row that is not ranked, and each reason."""

    place: str
    reasons: tuple[str, ...]


Came = Callable[[Published], int | None]
"""Where in the repository's history a row came; None where nothing tells."""


def without_copies(rows: Sequence[Published], came: Came) -> tuple[list[Published], list[Refused]]:
    """Of each run one row: the one that came first in the history. Where the history does not tell,
    it is disputed between different people, and nobody has it until a person decides.

    Dates in rows decide nothing: they are what the sender wrote.
    """
    kept: set[int] = set()
    refused: list[Refused] = []
    for same in _groups(rows):
        owner = same[0] if len({each.handle for each in same}) == 1 else _first(same, came)
        for each in same:
            if each is owner:
                kept.add(id(each))
            else:
                refused.append(Refused(each.place, (_reason(each, owner, same),)))
    return [row for row in rows if id(row) in kept], refused


def _reason(row: Published, owner: Published | None, same: list[Published]) -> str:
    if owner is not None:
        return f"The same run is in {owner.place}; a run counts once."
    others = " and ".join(each.place for each in same if each is not row)
    return (
        f"The same run is in {others}, and no history says whose it is: disputed, until a person "
        "decides in results/decisions.toml."
    )


def _first(same: list[Published], came: Came) -> Published | None:
    """The one whose row came before all others; None where that cannot be told."""
    told = [(place, each) for each in same if (place := came(each)) is not None]
    earliest = min((place for place, _ in told), default=None)
    first = [each for place, each in told if place == earliest]
    return first[0] if len({each.handle for each in first}) == 1 else None


def _groups(rows: Sequence[Published]) -> list[list[Published]]:
    """Rows that are one run: with the same secret, or a launch in common, also by way of others."""
    groups: list[tuple[set[str], list[Published]]] = []
    for row in rows:
        marks, together = set(_marks(row.row["run"])), [row]
        apart = []
        for known, members in groups:
            if known & marks:
                marks, together = marks | known, members + together
            else:
                apart.append((known, members))
        groups = [*apart, (marks, together)]
    return [members for _, members in groups]


def _marks(run: Row) -> list[str]:
    """Its secret, and a digest of each launch: two runs never have the same nanoseconds."""
    launches = [
        hashlib.sha256(json.dumps(launch["windows"], sort_keys=True).encode()).hexdigest()
        for level in run["levels"]
        for launches in level["samples"].values()
        for launch in launches
    ]
    return [run["id"], run["secret"]["commitment"], *launches]
