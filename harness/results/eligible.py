"""The one judge of a published row, for `kata publish` and `kata board` alike."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

from harness.box import RANKED
from harness.catalog import Entry
from harness.catalog.solution import SOURCE_BYTES_MAX, read
from harness.results.audit import audit, rankable
from harness.results.record import Row, is_whole
from harness.results.schema import HEAD, RUN, misfit, moment, text, word

PUBLISHED = {
    "kind": word,
    "handle": word,
    "source": text,
    "at": moment,
    "run": HEAD,
}
_HANDLE = re.compile(r"[a-z0-9][a-z0-9_-]{0,38}")
_DEVICES = re.compile(r"con|prn|aux|nul|com[0-9]|lpt[0-9]")


def fault_of_handle(handle: str) -> str:
    """What is wrong with a handle, as a sentence that says what to do; "" where nothing is."""
    if handle == "reference":
        return "The handle 'reference' is taken by the kata's own timings; choose another."
    if not _HANDLE.fullmatch(handle):
        return (
            f"The handle {handle[:60]!a} cannot be used; take 1 to 39 lower-case letters, "
            "digits, - and _, beginning with a letter or digit."
        )
    if _DEVICES.fullmatch(handle):
        return f"The handle {handle!r} is a device on Windows, where no file can have it as a name."
    return ""


def eligible(
    row: Row, entry: Entry, decided: Mapping[str, str] = MappingProxyType({})
) -> list[str]:
    """Why a published row may not be ranked, a sentence each; empty where it may.

    `decided`, run -> handle, is what a person has decided of disputed runs.
    """
    fault = misfit(row, PUBLISHED)
    if fault:
        return [_written_elsewhere(fault)]
    run = row["run"]
    found = [fault_of_handle(row["handle"])]
    if row["kind"] != "published" or not is_whole(row):
        found.append("The published row was changed after it was written; publish it again.")
    if run["kind"] != "run" or not is_whole(run):
        found.append("The run was changed after it was recorded; run it again.")
    owner = decided.get(str(run.get("id")), row["handle"])
    if owner != row["handle"]:
        found.append(f"A person decided that this run belongs to {owner} (results/decisions.toml).")
    found += _of_identity(row, run, entry)
    if run["protocol"] != "rank":
        found.append(f"It is no ranked run; type kata run {entry.kata.name} --rank.")
    elif run.get("locks") not in RANKED:
        found.append("It ran in practice mode, without locks; run it on a system that has them.")
    else:
        fault = misfit(run, RUN, "the run")
        found += [_written_elsewhere(fault)] if fault else _of_ranked(run, entry)
    return [reason for reason in found if reason]


def _written_elsewhere(fault: str) -> str:
    return f"{fault[0].upper()}{fault[1:]}, so no version of the harness wrote it; run it again."


def _of_identity(row: Row, run: Row, entry: Entry) -> list[str]:
    """Is it this kata, this version, this source?"""
    found, kata = [], run["kata"]
    again = f"type kata run {entry.kata.name} --rank again."
    if kata["name"] != entry.kata.name:
        found.append(f"It is a run of {kata['name']}, not of {entry.kata.name}; move it there.")
    elif kata["version"] != entry.kata.version:
        versions = f"version {kata['version']} of the kata, and it is now {entry.kata.version}"
        found.append(f"It ran with {versions}; {again}")
    elif kata["digest"] != entry.digest:
        found.append(f"The kata's files have changed since it ran; {again}")
    if hashlib.sha256(row["source"].encode()).hexdigest() != run["solution"]["digest"]:
        found.append(f"The source is not the one that ran; {again}")
    if len(row["source"].encode()) > SOURCE_BYTES_MAX:
        found.append(f"The source is longer than {SOURCE_BYTES_MAX:,} bytes; shorten it.")
    if not run["solution"]["own"]:
        found.append("It is a run of the kata's own file; publish a solution of yours.")
    if seconds_of(row["at"]) < seconds_of(run["at"]):
        found.append("It was published before it ran; set the clock and run it again.")
    return found


def _of_ranked(run: Row, entry: Entry) -> list[str]:
    found = []
    if run["reference"] != read(entry.reference, "reference", own=False).digest:
        found.append("It was measured beside another reference; run it again.")
    elif not found:
        found += audit(run, entry)
    if not found and not any(rankable(level, entry) for level in run["levels"]):
        found.append("No level of it reached bronze; there is nothing to rank yet.")
    return found


def seconds_of(at: str) -> float:
    """A stored moment as seconds since 1970."""
    return datetime.fromisoformat(at).timestamp()


def machine_class(row: Row) -> str:
    """What must be the same for two runs to be on one board."""
    machine, packages = row["machine"], row["machine"]["packages"]
    parts = [f"{machine['cpu']}, {machine['cores']} cores", f"Python {_minor(machine['python'])}"]
    parts += [f"{name} {_minor(packages.get(name, 'absent'))}" for name in ("numpy", "numba")]
    return ", ".join(parts)


def _minor(version: str) -> str:
    return ".".join(version.split(".")[:2])
