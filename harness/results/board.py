"""Published records -> rankings. Pure: no terminal, no clock, nothing written.

A level has two boards: what whoever hosts has rerun on one machine (official), and what everybody
says of their own machines (claimed). A quality level has one, for machines have no part in it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal

from harness.catalog import Entry
from harness.kata import Level
from harness.measure.figures import names_of
from harness.results.copies import Came, Published, Refused, without_copies
from harness.results.eligible import eligible, eligible_rerun, machine_class, machine_of, seconds_of
from harness.results.official import OFFICIAL, Refuted, refuted
from harness.results.places import Place, mean, places_of, ranked
from harness.results.record import Row
from harness.results.schema import MACHINE, Each, digest, misfit, moment, number, whole_number, word

Kind = Literal["official", "claimed", "shares"]
REFUTED = "refuted"
_BENCH = {
    "kind": word,
    "at": moment,
    "kata": {"name": word, "version": whole_number, "digest": digest},
    "machine": MACHINE,
    "figures": Each(Each({})),
}


@dataclass(frozen=True)
class Board:
    """One level, in one way: places from first to last, and the kata's own rungs beside them.

    `waiting` are places without a rank until a person has looked, and refuted ones. `rungs_of`
    says where and when the rungs were measured.
    """

    level: str
    kind: Kind
    quality: bool
    places: tuple[Place, ...]
    waiting: tuple[Place, ...]
    rungs: dict[str, float]
    rungs_of: str = ""


@dataclass
class Standings:
    """All boards of a kata, the rows that are on none, and what reruns have refuted."""

    entry: Entry
    boards: list[Board] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    refuted: list[Refuted] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nobody stands anywhere."""
        return not any(board.places or board.waiting for board in self.boards)


def standings(
    entry: Entry,
    rows: Iterable[Published],
    bench: Sequence[Row] = (),
    came: Came = lambda _: None,
    decided: Mapping[str, str] = MappingProxyType({}),
    machine: str = "",
) -> Standings:
    """Every board of a kata; `bench` are rows of the reference's and the rungs' own timings.

    `came` tells where in the repository's history a row came; `decided`, run -> handle, whom a
    person gave it to. Claimed places are those of machines whose class has `machine` in it.
    """
    found = Standings(entry)
    rows = list({str(item.row.get("id")): item for item in rows}.values())
    reruns = [item for item in rows if item.handle == OFFICIAL]
    found.refuted = refuted(entry, reruns)
    hosted = _places(found, _judged(found, reruns, decided), came)
    own = [item for item in rows if item.handle != OFFICIAL]
    claimed = _places(found, _judged(found, own, decided), came, machine)
    for level in entry.kata.levels:
        mine, theirs = claimed.get(level.name, []), hosted.get(level.name, [])
        mine = [_refuted(place, level.name, found.refuted) for place in mine]
        boards: list[tuple[Kind, list[Place]]] = [("claimed", mine)]
        if level.score == "quality":
            reran = {place.handle for place in theirs}
            boards = [("shares", [*theirs, *(p for p in mine if p.handle not in reran)])]
        elif theirs:
            boards.insert(0, ("official", [_beside_claim(place, mine) for place in theirs]))
        rungs, rungs_of = _rungs(level, entry, bench)
        found.boards += [
            Board(
                level.name,
                kind,
                kind == "shares",
                ranked([place for place in places if not place.note], kind == "official"),
                tuple(sorted((p for p in places if p.note), key=lambda p: p.handle)),
                rungs,
                rungs_of,
            )
            for kind, places in boards
            if level.score in ("speed", "quality")
        ]
    return found


def _judged(
    found: Standings, rows: Iterable[Published], decided: Mapping[str, str]
) -> list[Published]:
    kept = []
    for each in rows:
        if each.handle == OFFICIAL:
            reasons = eligible_rerun(each.row, found.entry, each.source_of(each.row.get("handle")))
        else:
            reasons = eligible(each.row, found.entry, each.source_of(each.handle), decided)
            if each.row.get("handle") != each.handle:
                reasons.append("Its handle is not the name of the file it is in; publish it again.")
        if reasons:
            found.refused.append(Refused(each.place, tuple(reasons)))
        else:
            kept.append(each)
    return sorted(kept, key=lambda item: (seconds_of(item.row["at"]), item.handle))


def _places(
    found: Standings, judged: list[Published], came: Came, machine: str = ""
) -> dict[str, list[Place]]:
    """Level -> the places that eligible rows give, a run once."""
    unique, copies = without_copies(judged, came)
    found.refused += copies
    places: dict[str, list[Place]] = {}
    for each in unique:
        run = each.row["run"]
        if machine.casefold() in machine_class(run).casefold():
            told = places_of(run, found.entry, each.row["handle"], each.row.get("by", ""))
            for name, place in told.items():
                places.setdefault(name, []).append(place)
    return places


def _refuted(place: Place, level: str, against: Iterable[Refuted]) -> Place:
    """A claim that a rerun has ended stands without a rank."""
    for each in against:
        if (each.handle, each.source, each.level) == (place.handle, place.source, level):
            return replace(place, note=REFUTED, by=each.host)
    return place


def _beside_claim(place: Place, claimed: Iterable[Place]) -> Place:
    """A rerun beside the best that its author claims of the same source."""
    ratios = [
        each.ratio for each in claimed if (each.handle, each.source) == (place.handle, place.source)
    ]
    return replace(place, claimed=max(ratios, default=None))


def _rungs(level: Level, entry: Entry, bench: Sequence[Row]) -> tuple[dict[str, float], str]:
    """Rung -> ratio or share, from the kata's last timings, and whence they are."""
    part = "share" if level.score == "quality" else "ratio"
    for row in reversed(bench):
        if misfit(row, _BENCH) or row["kind"] != "bench" or row["kata"]["name"] != entry.kata.name:
            continue
        figures = [row["figures"].get(name, {}) for name in names_of(level)]
        rungs = set.intersection(*(set(figure) for figure in figures)) if figures else set()
        values = {
            name: [figure[name].get(part) for figure in figures]
            for name in rungs & {*entry.kata.rungs, "reference"}
        }
        found = {
            name: _typical(told, level)
            for name, told in values.items()
            if all(number(value) and (value > 0 or part == "share") for value in told)
        }
        if found:
            version = row["kata"]["version"]
            of = f"version {version}, " if version != entry.kata.version else ""
            return found, f"{of}{machine_of(row)}, {row['at'][:10]}"
    return ({"reference": 1.0} if level.score == "speed" else {}), ""


def _typical(values: Sequence[float], level: Level) -> float:
    if level.score == "quality":
        return mean(values)
    return math.exp(mean([math.log(value) for value in values]))
