"""Whether a kata is still what was measured of it, by results/<kata>/reference.jsonl."""

from __future__ import annotations

from collections.abc import Iterator

from harness import catalog
from harness.catalog import Entry
from harness.digests import measured_digest, workload_digests
from harness.ladder import Figures
from harness.ledger import RESULTS, Results
from harness.record import Row

REFERENCE_HANDLE = "reference"


def results_of(entry: Entry) -> Results:
    """The results that lie beside the kata, wherever the command was typed."""
    return Results(entry.root / RESULTS)


def last_bench(entry: Entry) -> Row | None:
    """The last measured row of this kata's version; None where it was never measured."""
    path = results_of(entry).path(entry, REFERENCE_HANDLE)
    of_version = [
        line.row
        for line in results_of(entry).lines(entry)
        if line.path == path
        and line.row
        and line.row["kind"] == "bench"
        and line.row["kata"]["version"] == entry.kata.version
    ]
    return of_version[-1] if of_version else None


def figures_on_record(entry: Entry) -> Figures:
    """What was measured last; nothing where the kata has changed since."""
    row = last_bench(entry)
    return row["figures"] if row and not any(not_as_measured(entry)) else {}


def not_as_measured(entry: Entry) -> Iterator[str]:
    """What differs from what was measured last under this version; what to do."""
    row, name = last_bench(entry), entry.kata.name
    if row is None:
        if entry.root == catalog.HOME:
            yield f"version {entry.kata.version} was never measured; run: kata author bench {name}"
        return
    then = "bump version in kata.py, then run: kata author bench " + name
    if row["kata"]["digest"] != measured_digest(entry):
        yield f"cases, checks, oracle or reference changed since version was measured; {then}"
        return
    for workload, digest in workload_digests(entry).items():
        if row["workload_digests"].get(workload) != digest:
            yield f"the workload {workload} makes other input than when it was measured; {then}"
