"""Where an eligible run stands, and who stands before whom. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from harness.box import RANKED
from harness.catalog import Entry
from harness.results.audit import rankable
from harness.results.eligible import machine_class, machine_of, seconds_of
from harness.results.record import Row

APART_S = 600.0
"""A first place needs two runs at least this far apart that agree."""
QUARANTINE = 10.0
"""A ratio above this waits for a person."""
SHARE_SLACK = 0.01
"""Half-width of a share. Traces are drawn for each run: one policy's mean share had a standard
deviation of 0.004 over six runs of lru-cache.
"""


@dataclass(frozen=True)
class Place:
    """A line of a board; `rank` is None where it has none, and `note` then says why.

    `low` and `high` bound the ratio (or the share); `low` is the score. `launches` is 0 for a
    share. `date` is the day of the run (UTC); `machine_class` has the versions too, and `practice`
    says that nothing was locked. Of a rerun, `by` is who hosts it, and `claimed` what its author's
    best run of the same source says.
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
    machine: str = ""
    machine_class: str = ""
    practice: bool = False
    by: str = ""
    claimed: float | None = None

    def agrees(self, other: Place) -> bool:
        """Whether the intervals overlap."""
        return self.low <= other.high and other.low <= self.high


def places_of(run: Row, entry: Entry, handle: str, by: str = "") -> dict[str, Place]:
    """Level -> where an eligible run stands, before it is ranked; `by` is who reran it."""
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
                machine=machine_of(run),
                machine_class=machine_class(run),
                practice=run["locks"] not in RANKED,
                by=by,
            )
    return found


def _rated(level: Row) -> tuple[float, float, float]:
    """Geometric means over the figures of a timed level; the mean share of a quality level."""
    if level["speeds"]:
        ratio, low, high = (
            math.exp(mean([math.log(speed[part]) for speed in level["speeds"]]))
            for part in ("ratio", "low", "high")
        )
        return ratio, low, high
    share = mean([score["share"] for score in level["scores"]])
    return share, share - SHARE_SLACK, share + SHARE_SLACK


def mean(values: Sequence[float]) -> float:
    """The arithmetic mean."""
    return sum(values) / len(values)


def _is_too_good(level: Row) -> bool:
    return any(speed["ratio"] > QUARANTINE for speed in level["speeds"])


def ranked(places: Sequence[Place], is_hosted: bool = False) -> tuple[Place, ...]:
    """One place a handle, from first to last.

    A rank is shared while the interval overlaps that of the group's leader. Rank 1 is led by
    somebody with two runs that agree; who would stand above without them is provisional, and keeps
    an older place that is confirmed. Runs of the host (`is_hosted`) confirm themselves.
    """
    places = [
        replace(place, confirmed=is_hosted or _is_confirmed(place, places)) for place in places
    ]
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
