"""Whether a kata is still what was measured of it, by results/<kata>/reference.jsonl."""

from __future__ import annotations

from collections.abc import Iterator

from harness import catalog, place
from harness.catalog import Entry
from harness.catalog.digests import measured_digest, workload_digests
from harness.measure.ladder import Figures
from harness.measure.roofline import ROOFLINE
from harness.results.ledger import Results
from harness.results.record import Row

REFERENCE_HANDLE = "reference"
BOUNDS = (ROOFLINE, "limit")
"""What no solution can beat; records of older versions call it a limit."""


def results_of(entry: Entry) -> Results:
    """The results that lie beside the kata, wherever the command was typed."""
    return Results(entry.root / place.RESULTS)


def last_bench(entry: Entry) -> Row | None:
    """The row that was measured last, of this version or an older one; None where there is none."""
    path = results_of(entry).path(entry, REFERENCE_HANDLE)
    rows = [
        line.row
        for line in results_of(entry).lines(entry)
        if line.path == path and line.row and line.row["kind"] == "bench"
    ]
    return rows[-1] if rows else None


def figures_on_record(entry: Entry) -> Figures:
    """What was measured last; nothing where the kata has changed since."""
    row = last_bench(entry)
    as_it_was = row and not measured_before(entry) and not any(not_as_measured(entry))
    return row["figures"] if row and as_it_was else {}


def published(entry: Entry, bounds: bool = False) -> tuple[Figures, str]:
    """What was measured last, of this version or an older one, and a sentence that says so.

    Ratios beside the reference travel from machine to machine better than rates; what no solution
    can beat does not, and stands there only with `bounds`.
    """
    row = last_bench(entry)
    if row is None:
        return {}, ""
    figures = {
        figure: {name: told for name, told in rungs.items() if bounds or name not in BOUNDS}
        for figure, rungs in row["figures"].items()
    }
    version = measured_before(entry)
    of = f" of version {version}" if version else ""
    machine = f"{row['machine']['cpu']}, {row['at'][:10]}"
    return figures, f"rungs{of} as published ({machine}); --ladder measures them here"


def measured_before(entry: Entry) -> int:
    """The version that was measured last, where it is an older one; else 0."""
    row = last_bench(entry)
    version: int = row["kata"]["version"] if row else entry.kata.version
    return version if version != entry.kata.version else 0


def not_as_measured(entry: Entry) -> Iterator[str]:
    """What differs from what was measured last under this version; what to do."""
    row, name = last_bench(entry), entry.kata.name
    if row is None:
        if entry.root == catalog.HOME:
            yield f"version {entry.kata.version} was never measured; run: kata author bench {name}"
        return
    if measured_before(entry):
        return
    then = "bump version in kata.py, then run: kata author bench " + name
    if row["kata"]["digest"] != measured_digest(entry):
        yield f"cases, checks, oracle or reference changed since version was measured; {then}"
        return
    for workload, digest in workload_digests(entry).items():
        if row["workload_digests"].get(workload) != digest:
            yield f"the workload {workload} makes other input than when it was measured; {then}"
