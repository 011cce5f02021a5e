"""`kata` alone: the path through the katas, what was reached on it, and what to type next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from harness import catalog
from harness.catalog import Entry
from harness.catalog.solution import default_path, is_there
from harness.cli.streams import echo, say
from harness.errors import MisuseError
from harness.kata import MEDALS
from harness.results.ledger import Ledger
from harness.results.progress import Standing, is_finished, standing_at, standings
from harness.text import factor

WAY_MAX = 12
"""So many of the last runs are told."""


@dataclass(frozen=True)
class Stop:
    """One kata on the path, so many steps from its beginning."""

    entry: Entry
    depth: int
    found: list[Standing]

    @property
    def is_begun(self) -> bool:
        """Whether the learner has a file of it, as far as can be told."""
        try:
            return is_there(self.entry)
        except MisuseError:
            return False


def where_you_are() -> None:
    """Each kata with the learner's state, where one stands now, and the command to type next."""
    for line in lines():
        echo(line)
    for problem in _unread():
        say(f"kata: {problem}")


def _unread() -> Iterator[str]:
    """What could not be read, so that nothing of it is told above."""
    try:
        for entry in catalog.entries()[:1]:
            is_there(entry)
    except MisuseError as problem:
        yield str(problem)
    for line in Ledger().lines():
        if line.number == 0:
            yield f"{line}."


def lines() -> Iterator[str]:
    """What `kata` alone prints."""
    stops = list(path())
    width = max(2 * stop.depth + len(stop.entry.kata.name) for stop in stops)
    for stop in stops:
        yield f"{'  ' * stop.depth + stop.entry.kata.name:{width}}  {_state(stop)}"
    yield ""
    now = next((stop for stop in stops if stop.is_begun and not is_finished(stop.found)), None)
    if now is not None:
        yield from _here(now)
    yield f"next: {_next(stops, now)}"


def path() -> Iterator[Stop]:
    """The katas, each after the one that it builds on; those that build on none come first."""
    entries = {entry.kata.name: entry for entry in catalog.entries()}
    ledger = Ledger()

    def walk(name: str, depth: int) -> Iterator[Stop]:
        entry = entries[name]
        yield Stop(entry, depth, standings(entry.kata, ledger.learners(entry)))
        for other, each in entries.items():
            if each.kata.builds_on == name:
                yield from walk(other, depth + 1)

    for name, entry in entries.items():
        if entry.kata.builds_on not in entries:
            yield from walk(name, 0)


def _state(stop: Stop) -> str:
    told = [f"{each.level.name}: {_best(each, stop.entry)}" for each in stop.found if each.way]
    if told:
        return ("finished, " if is_finished(stop.found) else "") + ", ".join(told)
    return f"started: {default_path(stop.entry)}" if stop.is_begun else "not started"


def _best(standing: Standing, entry: Entry) -> str:
    """The best ever, or how the last run ended where there is nothing yet."""
    if not standing.medal:
        return standing.way[-1]
    older = standing.version != entry.kata.version
    return standing.medal + (f" (version {standing.version})" if older else "")


def _here(stop: Stop) -> Iterator[str]:
    """The level where one stands: the way there, and what is missing."""
    standing = standing_at(stop.found)
    yield f"{stop.entry.kata.name}, {standing.level.name}: {standing.level.title}"
    if standing.way:
        runs = [(said, len(list(them))) for said, them in groupby(standing.way[-WAY_MAX:])]
        told = " > ".join(said + (f" x{count}" if count > 1 else "") for said, count in runs)
        yield f"  your runs: {told}"
    missing = to_next_medal(standing)
    if missing:
        yield f"  {missing}"
    yield ""


def to_next_medal(standing: Standing) -> str:
    """What is missing to the next medal: "silver: 2.1x faster at large_cache"."""
    row, pars = standing.last_right, standing.level.pars
    if row is None or pars is None:
        return ""
    medal = min(
        (each["medal"] for each in [*row["speeds"], *row["scores"]]), key=MEDALS.index, default=""
    )
    if medal not in MEDALS[:3]:
        return ""
    wanted = MEDALS[MEDALS.index(medal) + 1]
    par = getattr(pars, wanted)
    for speed in row["speeds"]:
        if speed["medal"] == medal:
            return (
                f"{wanted}: {factor(max(1.01, par / speed['low']))}x faster at {speed['workload']}"
            )
    for score in row["scores"]:
        if score["medal"] == medal:
            way = f"from {score['share']:.0%} to {par:.0%} of the way"
            return f"{wanted}: {way} at {score['workload']}"
    return ""


def _next(stops: list[Stop], now: Stop | None) -> str:
    if now is not None:
        level = standing_at(now.found).level.name
        return f"kata run {now.entry.kata.name}    (edit {default_path(now.entry)}: {level})"
    fresh = [stop.entry.kata.name for stop in stops if not stop.is_begun]
    return f"kata run {fresh[0]}" if fresh else "kata list"
