"""From the own history to one published row: which run, may it be ranked, what leaves."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from datetime import UTC, datetime

from harness import text
from harness.box import RANKED
from harness.catalog import Entry
from harness.catalog.solution import Solution
from harness.errors import MisuseError
from harness.results.copies import Published
from harness.results.eligible import (
    TAKEN,
    eligible,
    fault_of_handle,
    machine_class,
)
from harness.results.ledger import ROW_BYTES_MAX, Results
from harness.results.places import places_of
from harness.results.record import FORMAT, Row, canonical, sealed
from harness.results.schema import HEAD, misfit
from harness.results.sources import published_source


def checked_handle(handle: str) -> str:
    """The handle; MisuseError where no file can be called so."""
    fault = fault_of_handle(handle)
    if fault:
        raise MisuseError(fault)
    return handle


def published_row(handle: str, run: Row) -> Row:
    """The row that leaves: the run as it was recorded. The source lies beside it."""
    return sealed(
        {
            "format": FORMAT,
            "kind": "published",
            "handle": handle,
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "run": run,
        }
    )


def found_in(results: Results, entry: Entry, damaged: list[str]) -> list[Published]:
    """The whole rows of results; what is wrong with the others is added to `damaged`."""

    @functools.cache
    def source_of(handle: object) -> Solution | None:
        is_handle = isinstance(handle, str) and not fault_of_handle(handle)
        return published_source(results, entry, str(handle)) if is_handle else None

    rows = []
    for line in results.lines(entry):
        fault = "" if line.path.stem in TAKEN else fault_of_handle(line.path.stem)
        if line.row is None:
            damaged.append(text.cleaned(f"{line}.", 300))
        elif not fault:
            place = f"{line.path}, line {line.number}"
            rows.append(Published(line.path.stem, place, line.row, line.path, source_of))
        else:
            damaged.append(text.cleaned(f"{line.path}, line {line.number}: {fault}", 300))
    return rows


def choose(
    entry: Entry,
    solution: Solution,
    history: Iterable[Row],
    published: Iterable[Published],
    handle: str,
) -> Row:
    """The row to publish: of the last ranked run of this source that may be ranked and is not
    published yet.

    MisuseError says what to do where there is none.
    """
    name = entry.kata.name
    ranked = [row for row in history if _is_ranked(row, entry)]
    if not ranked:
        raise MisuseError(f"There is no ranked run of {name} here; type kata run {name} --rank.")
    same = [row for row in ranked if row["solution"]["digest"] == solution.digest]
    if not same:
        raise MisuseError(
            f"{solution.path} has changed since its last ranked run; type kata run {name} --rank "
            "again, or name the file that ran."
        )
    places = {_run_id(item.row): item.place for item in published}
    first: list[str] = []
    for run in reversed(same):
        if run["id"] in places:
            where = places[run["id"]]
            reasons = [f"It is in {where} already; for another, type kata run {name} --rank."]
        else:
            row = published_row(handle, run)
            reasons = eligible(row, entry, solution)
            if len(canonical(row)) >= ROW_BYTES_MAX:
                reasons.append(f"It is longer than {ROW_BYTES_MAX:,} bytes; run fewer levels.")
            if not reasons:
                return row
        first = first or reasons
    raise MisuseError(f"The last ranked run of {name} cannot be published. {' '.join(first)}")


def _is_ranked(row: Row, entry: Entry) -> bool:
    return (
        not misfit(row, HEAD)
        and row["kind"] == "run"
        and row["protocol"] == "rank"
        and row["kata"]["name"] == entry.kata.name
        and row["solution"]["own"]
    )


def _run_id(row: Row) -> str:
    run = row.get("run")
    return str(run.get("id", "")) if isinstance(run, dict) else ""


def leaving(row: Row, entry: Entry, solution: Solution, before: Solution | None) -> list[str]:
    """What a person is shown before it leaves, line by line; `before` is the source that lies there
    and goes.
    """
    run, kata, handle = row["run"], entry.kata, row["handle"]
    lines = [f"handle   {handle}", f"kata     {kata.name}, version {kata.version}"]
    for level, place in places_of(run, entry, handle).items():
        told = f"{place.ratio:.1%} of the way from the baseline to the bound"
        if entry.level(level).score == "speed":
            told = f"{place.ratio:.3g}x the reference ({place.low:.3g} to {place.high:.3g})"
        waits = ", waits for a person to look at it" if place.note else ""
        lines.append(f"level    {level}: {told}, {place.medal}{waits}")
    machine = run["machine"]
    practice = ", practice mode: a board says so" if run["locks"] not in RANKED else ""
    lines += [
        f"machine  {machine_class(run)}{practice}",
        f"         {machine.get('system', '')} {machine.get('kernel', '')}, "
        f"{machine.get('libc', '')}",
        f"{handle + '.py':<8} the whole text of {run['solution']['name']}, "
        f"{len(solution.source.encode()):,} bytes: look for names in it",
    ]
    if before is not None and before.digest != solution.digest:
        lines.append("         instead of another source, whose rows then no longer count")
    lines += [
        "samples  every raw timing of the run, and the secret its inputs were made from",
        f"size     {len(canonical(row)):,} bytes",
    ]
    shown = [text.cleaned(line, 200) for line in lines]
    return [*shown, "The harness adds no name of a user, a host or a path."]
