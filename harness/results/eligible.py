"""The one judge of a published row, for `kata publish` and `kata board` alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from harness.box import MODES, RANKED
from harness.catalog import Entry
from harness.catalog.solution import Solution, read
from harness.results.audit import audit, rankable
from harness.results.record import Row, is_whole
from harness.results.schema import HEAD, RUN, misfit, moment, word

PUBLISHED = {"kind": word, "handle": word, "at": moment, "run": HEAD}
RERUN = {**PUBLISHED, "by": word}
TAKEN = {"reference": "the kata's own timings", "official": "the reruns of whoever hosts"}
_HANDLE = re.compile(r"[a-z0-9][a-z0-9_-]{0,38}")
_DEVICES = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")


def fault_of_handle(handle: str) -> str:
    """What is wrong with a handle, as a sentence that says what to do; "" where nothing is."""
    if handle in TAKEN:
        return f"The handle {handle!r} is taken by {TAKEN[handle]}; choose another."
    if not _HANDLE.fullmatch(handle):
        return (
            f"The handle {handle[:60]!a} cannot be used; take 1 to 39 lower-case letters, "
            "digits, - and _, beginning with a letter or digit."
        )
    if _DEVICES.fullmatch(handle):
        return f"The handle {handle!r} is a device on Windows, where no file can have it as a name."
    return ""


def eligible(
    row: Row,
    entry: Entry,
    source: Solution | None,
    decided: Mapping[str, str] = MappingProxyType({}),
) -> list[str]:
    """Why a published row may not be ranked, a sentence each; empty where it may.

    `source` is what lies beside it as HANDLE.py; `decided`, run -> handle, is what a person has
    decided of disputed runs.
    """
    fault = misfit(row, PUBLISHED)
    if fault:
        return [_written_elsewhere(fault)]
    run = row["run"]
    found = [fault_of_handle(row["handle"])]
    if row["kind"] != "published" or not is_whole(row):
        found.append("The published row was changed after it was written; publish it again.")
    owner = decided.get(str(run.get("id")), row["handle"])
    if owner != row["handle"]:
        found.append(f"A person decided that this run belongs to {owner} (results/decisions.toml).")
    found += _of_identity(row, entry) + _of_source(row["handle"], run, source)
    return [reason for reason in found + _of_run(run, entry, found) if reason]


def eligible_rerun(row: Row, entry: Entry, source: Solution | None) -> list[str]:
    """Why the rerun of a published source may not be ranked; empty where it may."""
    found = faults_of_rerun(row, entry)
    if found:
        return found
    run = row["run"]
    if run.get("locks") not in RANKED:
        found.append("It ran in practice mode, without all locks; rerun it where they are.")
    found += _of_source(row["handle"], run, source)
    return [reason for reason in found + _of_run(run, entry, found) if reason]


def faults_of_rerun(row: Row, entry: Entry) -> list[str]:
    """Why a row is no rerun of this kata as it is now."""
    fault = misfit(row, RERUN)
    if fault:
        return [_written_elsewhere(fault)]
    found = [fault_of_handle(row["handle"]), fault_of_handle(row["by"])]
    if row["kind"] != "rerun" or not is_whole(row):
        found.append("The rerun was changed after it was written; rerun it.")
    found += _of_identity(row, entry)
    return [reason for reason in found if reason]


def _of_run(run: Row, entry: Entry, before: list[str]) -> list[str]:
    """Does the run hold by itself?"""
    if run["protocol"] != "rank":
        return [f"It is no ranked run; type kata run {entry.kata.name} --rank."]
    fault = misfit(run, RUN, "the run")
    if not fault and run["locks"] not in MODES:
        fault = "the run has locks that do not exist"
    if fault:
        return [_written_elsewhere(fault)]
    return _of_ranked(run, entry, any(before))


def _written_elsewhere(fault: str) -> str:
    return f"{fault[0].upper()}{fault[1:]}, so no version of the harness wrote it; run it again."


def _of_identity(row: Row, entry: Entry) -> list[str]:
    """Is it whole, and of this kata, and of this version?"""
    found, run, kata = [], row["run"], row["run"]["kata"]
    again = f"type kata run {entry.kata.name} --rank again."
    if run["kind"] != "run" or not is_whole(run):
        found.append("The run was changed after it was recorded; run it again.")
    if kata["name"] != entry.kata.name:
        found.append(f"It is a run of {kata['name']}, not of {entry.kata.name}; move it there.")
    elif kata["version"] != entry.kata.version:
        versions = f"version {kata['version']} of the kata, and it is now {entry.kata.version}"
        found.append(f"It ran with {versions}; {again}")
    elif kata["digest"] != entry.digest:
        found.append(f"The kata's files have changed since it ran; {again}")
    if not run["solution"]["own"]:
        found.append("It is a run of the kata's own file; publish a solution of yours.")
    if seconds_of(row["at"]) < seconds_of(run["at"]):
        found.append("It was published before it ran; set the clock and run it again.")
    return found


def _of_source(handle: str, run: Row, source: Solution | None) -> list[str]:
    """Does the source that ran lie beside the row?"""
    if source is None:
        return [f"Its source, {handle}.py, does not lie beside it; publish it again."]
    if source.digest != run["solution"]["digest"]:
        return [f"{handle}.py is not the source that ran: another was published since, or changed."]
    return []


def _of_ranked(run: Row, entry: Entry, has_fault: bool) -> list[str]:
    found = []
    if run["reference"] != read(entry.reference, "reference", own=False).digest:
        found.append("It was measured beside another reference; run it again.")
    elif not has_fault:
        found += audit(run, entry)
    if not found and not any(rankable(level, entry) for level in run["levels"]):
        found.append("No level of it reached bronze; there is nothing to rank yet.")
    return found


def seconds_of(at: str) -> float:
    """A stored moment as seconds since 1970."""
    return datetime.fromisoformat(at).timestamp()


def machine_of(row: Row) -> str:
    """The processor of a run, and how many cores."""
    return f"{row['machine']['cpu']}, {row['machine']['cores']} cores"


def machine_class(row: Row) -> str:
    """What a machine is called on a board and found by: processor, cores, versions."""
    machine, packages = row["machine"], row["machine"]["packages"]
    parts = [machine_of(row), f"Python {_minor(machine['python'])}"]
    parts += [f"{name} {_minor(packages.get(name, 'absent'))}" for name in ("numpy", "numba")]
    return ", ".join(parts)


def _minor(version: str) -> str:
    return ".".join(version.split(".")[:2])
