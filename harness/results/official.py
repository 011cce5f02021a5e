"""Reruns by whoever hosts a board: published sources under the full protocol, on one machine."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from harness.catalog import Entry
from harness.errors import MisuseError
from harness.judge.verdict import INCONCLUSIVE
from harness.results.copies import Published
from harness.results.eligible import RERUN, fault_of_handle, faults_of_rerun
from harness.results.ledger import Results
from harness.results.record import FORMAT, Row, sealed
from harness.results.schema import misfit
from harness.results.sources import published_source

OFFICIAL = "official"
"""The name of the file in which a kata's reruns lie."""
DECIDED_AGAINST = (
    "wrong answer",
    "load error",
    "runtime error",
    "time limit",
    "memory limit",
    "output limit",
    "security violation",
)
"""Verdicts of a rerun that end a claim: the solution's own, and no accident of a machine."""


def rerun_row(handle: str, host: str, run: Row) -> Row:
    """The row of a rerun: whose source, who ran it, and the run as it was recorded."""
    return sealed(
        {
            "format": FORMAT,
            "kind": "rerun",
            "handle": handle,
            "by": host,
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "run": run,
        }
    )


def checked_host(host: str) -> str:
    """The name of who reruns; MisuseError where it is no handle."""
    fault = fault_of_handle(host)
    if fault:
        raise MisuseError(fault.replace("handle", "name of the host"))
    return host


def to_rerun(
    entry: Entry, results: Results, rows: Iterable[Published], handle: str = ""
) -> Iterator[str]:
    """The handles whose published source was not rerun yet as it is now, or the one that is
    asked for.
    """
    rows = list(rows)
    done = {
        (row.row["handle"], row.row["run"]["solution"]["digest"])
        for row in rows
        if row.handle == OFFICIAL
        and not misfit(row.row, RERUN)
        and row.row["run"]["kata"]["digest"] == entry.digest
        and all(level["verdict"] != INCONCLUSIVE for level in row.row["run"]["levels"])
    }
    for name in sorted({row.handle for row in rows} - {OFFICIAL}):
        source = published_source(results, entry, name)
        if source is None or (handle and name != handle):
            continue
        if handle or (name, source.digest) not in done:
            yield name


@dataclass(frozen=True)
class Refuted:
    """A rerun in which a published source did not hold what it claims."""

    handle: str
    source: str
    level: str
    verdict: str
    host: str


def refuted(entry: Entry, rows: Iterable[Published]) -> list[Refuted]:
    """What reruns of this kata, as it is now, decided against."""
    return [
        Refuted(
            row.row["handle"],
            row.row["run"]["solution"]["digest"],
            level["level"],
            level["verdict"],
            row.row["by"],
        )
        for row in rows
        if not faults_of_rerun(row.row, entry)
        for level in row.row["run"]["levels"]
        if level["verdict"] in DECIDED_AGAINST
    ]
