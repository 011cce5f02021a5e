"""Published records -> rankings. Pure: no terminal, no clock, nothing written.

A board is one level of one kata on one class of machines.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from types import MappingProxyType

from harness.catalog import Entry
from harness.catalog.digests import measured_digest
from harness.kata import Level
from harness.measure.figures import names_of
from harness.results.audit import rankable
from harness.results.copies import Came, Published, Refused, without_copies
from harness.results.eligible import eligible, machine_class, seconds_of
from harness.results.record import Row
from harness.results.schema import MACHINE, Each, digest, misfit, number, word

APART_S = 600.0
"""A first place needs two runs at least this far apart that agree."""
ANY_MACHINE = "any machine"
QUARANTINE = 10.0
"""A ratio above this waits for a person."""
SHARE_SLACK = 0.01
"""Half-width of a share. Traces are drawn for each run: one policy's mean share had a standard
deviation of 0.004 over six runs of lru-cache.
"""
_BENCH = {
    "kind": word,
    "kata": {"digest": digest},
    "machine": MACHINE,
    "figures": Each(Each({})),
}


@dataclass(frozen=True)
class Place:
    """A line of a board; `rank` is None where it has none, and `note` then says why.

    `low` and `high` bound the ratio (or the share); `low` is the score. `launches` is 0 for a
    share. `date` is the day of the run (UTC).
    """

    handle: str
    ratio: float
    low: float
    high: float
    medal: str
    launches: int
    at_s: float
    date: str
    source: str
    confirmed: bool = False
    rank: int | None = None
    note: str = ""

    def agrees(self, other: Place) -> bool:
        """Whether the intervals overlap."""
        return self.low <= other.high and other.low <= self.high


@dataclass(frozen=True)
class Board:
    """One level on one class of machines: places from first to last, rungs of its ladder."""

    level: str
    machine: str
    quality: bool
    places: tuple[Place, ...]
    quarantined: tuple[Place, ...]
    rungs: dict[str, float]


@dataclass
class Standings:
    """All boards of a kata, and the rows that are on none."""

    entry: Entry
    boards: list[Board] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


def places_of(run: Row, entry: Entry, handle: str) -> dict[str, Place]:
    """Level -> where an eligible run stands, before it is ranked."""
    found = {}
    for level in run["levels"]:
        if rankable(level, entry):
            ratio, low, high = _rated(level)
            found[level["level"]] = Place(
                handle,
                ratio,
                low,
                high,
                level["medal"],
                min((speed["launches"] for speed in level["speeds"]), default=0),
                seconds_of(run["at"]),
                datetime.fromtimestamp(seconds_of(run["at"]), UTC).date().isoformat(),
                run["solution"]["digest"],
                note="quarantined" if _is_too_good(level) else "",
            )
    return found


def _rated(level: Row) -> tuple[float, float, float]:
    """Geometric means over the figures of a timed level; the mean share of a quality level."""
    if level["speeds"]:
        ratio, low, high = (
            math.exp(_mean([math.log(speed[part]) for speed in level["speeds"]]))
            for part in ("ratio", "low", "high")
        )
        return ratio, low, high
    share = _mean([score["share"] for score in level["scores"]])
    return share, share - SHARE_SLACK, share + SHARE_SLACK


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)


def _is_too_good(level: Row) -> bool:
    return any(speed["ratio"] > QUARANTINE for speed in level["speeds"])


def standings(
    entry: Entry,
    rows: Iterable[Published],
    bench: Sequence[Row] = (),
    came: Came = lambda _: None,
    decided: Mapping[str, str] = MappingProxyType({}),
) -> Standings:
    """Every board of a kata; `bench` are rows of the reference's and the rungs' own timings.

    `came` tells where in the repository's history a row came; `decided`, run -> handle, whom a
    person gave it to.
    """
    found = Standings(entry)
    groups: dict[tuple[str, str], list[Place]] = {}
    judged = _judged(found, rows, decided)
    unique, copies = without_copies(judged, came)
    found.refused += copies
    for published in unique:
        run = published.row["run"]
        for title, place in places_of(run, entry, published.handle).items():
            groups.setdefault((title, _class_of(entry.level(title), entry, run)), []).append(place)
    order = [level.name for level in entry.kata.levels]
    for name, machine in sorted(groups, key=lambda key: (order.index(key[0]), key[1])):
        places, level = groups[name, machine], entry.level(name)
        found.boards.append(
            Board(
                name,
                machine,
                level.score == "quality",
                ranked([place for place in places if not place.note]),
                tuple(sorted((p for p in places if p.note), key=lambda p: p.handle)),
                _rungs(level, entry, bench, machine),
            )
        )
    return found


def _class_of(level: Level, entry: Entry, run: Row) -> str:
    """The machines that share a board: all, where a world is played whose costs are nominal."""
    return ANY_MACHINE if entry.kata.function_of(level).turns else machine_class(run)


def _judged(
    found: Standings, rows: Iterable[Published], decided: Mapping[str, str]
) -> list[Published]:
    kept = []
    for published in rows:
        reasons = eligible(published.row, found.entry, decided)
        if published.row.get("handle") != published.handle:
            reasons.append("Its handle is not the name of the file it is in; publish it again.")
        if reasons:
            found.refused.append(Refused(published.place, tuple(reasons)))
        else:
            kept.append(published)
    return sorted(kept, key=lambda item: (seconds_of(item.row["at"]), item.handle))


def ranked(places: Sequence[Place]) -> tuple[Place, ...]:
    """One place a handle, from first to last.

    A rank is shared while the interval overlaps that of the group's leader. Rank 1 is led by
    somebody with two runs that agree; who would stand above without them is provisional, and keeps
    an older place that is confirmed.
    """
    places = [replace(place, confirmed=_is_confirmed(place, places)) for place in places]
    best, standing = _best(places), _best([place for place in places if place.confirmed])
    if standing:
        first = max(standing.values(), key=_score)
        early = [p for p in best.values() if not p.confirmed and _score(p) > _score(first)]
    else:
        leader = max(best.values(), key=_score, default=None)
        early = [p for p in best.values() if leader and p.high >= leader.low]
    waiting = {place.handle for place in early}
    rest = [place for place in best.values() if place.handle not in waiting]
    rest += [standing[handle] for handle in waiting if handle in standing]
    top = [replace(place, note="provisional") for place in sorted(early, key=_score, reverse=True)]
    return (*top, *_numbered(sorted(rest, key=_score, reverse=True), 0 if standing else len(top)))


def _is_confirmed(place: Place, places: Sequence[Place]) -> bool:
    """Another run of the same source by the same person, some time apart, that agrees."""
    return any(
        (other.handle, other.source) == (place.handle, place.source)
        and abs(other.at_s - place.at_s) >= APART_S
        and other.agrees(place)
        for other in places
    )


def _best(places: Sequence[Place]) -> dict[str, Place]:
    best: dict[str, Place] = {}
    for place in places:
        known = best.get(place.handle)
        if known is None or _score(place) > _score(known):
            best[place.handle] = place
    return best


def _score(place: Place) -> tuple[float, float, float, str]:
    """The conservative end decides; who ran first stands first among equals."""
    return place.low, place.ratio, -place.at_s, place.handle


def _numbered(places: Sequence[Place], before: int) -> list[Place]:
    found: list[Place] = []
    leader, rank = None, 0
    for position, place in enumerate(places, before + 1):
        if leader is None or place.high < leader.low:
            leader, rank = place, position
        found.append(replace(place, rank=rank))
    return found


def _rungs(level: Level, entry: Entry, bench: Sequence[Row], machine: str) -> dict[str, float]:
    """Rung -> ratio or share on this class of machines, from the last timings of this kata."""
    found: dict[str, float] = {}
    measured = measured_digest(entry)
    part = "share" if level.score == "quality" else "ratio"
    for row in bench:
        if misfit(row, _BENCH) or row["kind"] != "bench" or row["kata"]["digest"] != measured:
            continue
        figures = [row["figures"].get(name, {}) for name in names_of(level)]
        rungs = set.intersection(*(set(figure) for figure in figures)) if figures else set()
        rungs -= set(entry.submissions("accepted")) - set(entry.kata.rungs)
        values = {name: [figure[name].get(part) for figure in figures] for name in rungs}
        if _class_of(level, entry, row) == machine:
            found = {
                name: _typical(told, level)
                for name, told in values.items()
                if all(number(value) and (value > 0 or part == "share") for value in told)
            }
    return found


def _typical(values: Sequence[float], level: Level) -> float:
    if level.score == "quality":
        return _mean(values)
    return math.exp(_mean([math.log(value) for value in values]))
