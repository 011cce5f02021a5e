"""From the own history to one published row: which run, may it be ranked, what leaves."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime

from harness import text
from harness.catalog import Entry
from harness.catalog.solution import Solution
from harness.errors import MisuseError
from harness.results.board import places_of
from harness.results.copies import Published
from harness.results.eligible import eligible, fault_of_handle, machine_class
from harness.results.ledger import ROW_BYTES_MAX, Line
from harness.results.record import FORMAT, Row, canonical
from harness.results.schema import HEAD, misfit


def checked_handle(handle: str) -> str:
    """The handle; MisuseError where no file can be called so."""
    fault = fault_of_handle(handle)
    if fault:
        raise MisuseError(fault)
    return handle


def published_row(handle: str, solution: Solution, run: Row) -> Row:
    """The row that leaves: the run as it was recorded, and the source that ran."""
    row = {
        "format": FORMAT,
        "kind": "published",
        "handle": handle,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "source": solution.source,
        "run": run,
    }
    return {**row, "id": hashlib.sha256(canonical(row).encode()).hexdigest()}


def found_in(lines: Iterable[Line], damaged: list[str]) -> list[Published]:
    """The whole rows of results; what is wrong with the others is added to `damaged`."""
    rows = []
    for line in lines:
        fault = fault_of_handle(line.path.stem)
        if line.row is None:
            damaged.append(text.cleaned(f"{line}.", 300))
        elif line.path.stem == "reference" or not fault:
            place = f"{line.path}, line {line.number}"
            rows.append(Published(line.path.stem, place, line.row))
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
            row = published_row(handle, solution, run)
            reasons = eligible(row, entry)
            if len(canonical(row)) >= ROW_BYTES_MAX:
                reasons.append(f"It is longer than {ROW_BYTES_MAX:,} bytes; shorten the source.")
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


def leaving(row: Row, entry: Entry) -> list[str]:
    """What a person is shown before the row leaves, line by line."""
    run, kata = row["run"], entry.kata
    lines = [f"handle   {row['handle']}", f"kata     {kata.name}, version {kata.version}"]
    for level, place in places_of(run, entry, row["handle"]).items():
        told = f"{place.ratio:.1%} of the way from the baseline to the bound"
        if entry.level(level).score == "speed":
            told = f"{place.ratio:.3g}x the reference ({place.low:.3g} to {place.high:.3g})"
        waits = ", waits for a person to look at it" if place.note else ""
        lines.append(f"level    {level}: {told}, {place.medal}{waits}")
    machine = run["machine"]
    lines += [
        f"machine  {machine_class(run)}",
        f"         {machine.get('system', '')} {machine.get('kernel', '')}, "
        f"{machine.get('libc', '')}",
        f"source   the whole text of {run['solution']['name']}, {len(row['source'].encode()):,} "
        "bytes: look for names in it",
        "samples  every raw timing of the run, and the secret its inputs were made from",
        f"size     {len(canonical(row)):,} bytes",
    ]
    shown = [text.cleaned(line, 200) for line in lines]
    return [*shown, "The harness adds no name of a user, a host or a path."]
