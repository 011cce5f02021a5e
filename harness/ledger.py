"""The history of a project folder: rows appended under a lock and synced, and read again.

Alone touches `.kata/`.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness.errors import KataError
from harness.record import Row, canonical, is_whole

if TYPE_CHECKING:
    from harness.catalog import Entry

FOLDER = Path(".kata")
_ROW_BYTES_MAX = 4 << 20


class LedgerError(KataError):
    """A row could not be kept."""

    exit_code = 70


class Ledger:
    """The rows below one folder, oldest first."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self.path = folder / "history.jsonl"

    def append(self, row: Row) -> None:
        """Add one row: whole, on disk when this returns, or not at all.

        LedgerError where it cannot be kept.
        """
        line = canonical(row).encode() + b"\n"
        try:
            self.path.parent.mkdir(exist_ok=True)
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
            try:
                _lock(handle)
                end = os.lseek(handle, 0, os.SEEK_END)
                if end and os.pread(handle, 1, end - 1) != b"\n":
                    line = b"\n" + line  # a writer was killed in the middle of its row
                try:
                    _write_all(handle, line)
                    os.fsync(handle)
                except OSError:
                    os.ftruncate(handle, end)
                    raise
            finally:
                os.close(handle)
        except OSError as error:
            raise LedgerError(
                f"The result could not be kept in {self.path}: {error.strerror}."
            ) from error

    def rows(self) -> Iterator[Row]:
        """Every whole row of a known format; damaged and foreign lines are passed over."""
        try:
            with self.path.open("rb") as file:
                while line := file.readline(_ROW_BYTES_MAX):
                    row = _parsed(line)
                    if row is not None:
                        yield row
        except OSError:
            return

    def own_runs(self, entry: Entry, machine_id: str = "") -> list[Row]:
        """Runs of the learner's files for this kata as it is now; on one machine, where one is
        named.
        """
        return [
            row
            for row in self.rows()
            if row["kind"] == "run"
            and row["kata"]["name"] == entry.kata.name
            and row["kata"]["digest"] == entry.digest
            and row["solution"]["own"]
            and machine_id in ("", row["machine_id"])
        ]

    def ladder(self, entry: Entry, machine_id: str, mode: str) -> dict[str, Any]:
        """The last measured ladder of this kata, machine and mode: workload -> rung -> figures."""
        found: dict[str, Any] = {}
        for row in self.rows():
            same = row["kata"]["name"] == entry.kata.name and row["kata"]["digest"] == entry.digest
            if row["kind"] == "ladder" and same and row["machine_id"] == machine_id:
                found = row["workloads"] if row["locks"] == mode else found
        return found


def bests(rows: list[Row]) -> dict[str, float]:
    """Figure -> best ratio to the reference over the rows that decided something."""
    best: dict[str, float] = {}
    for row in rows:
        for level in row["levels"]:
            for speed in level["speeds"] if level["verdict"] == "accepted" else ():
                best[speed["workload"]] = max(best.get(speed["workload"], 0.0), speed["ratio"])
    return best


def _parsed(line: bytes) -> Row | None:
    try:
        row = json.loads(line)
        return row if isinstance(row, dict) and is_whole(row) else None
    except (ValueError, RecursionError):
        return None


def _lock(handle: int) -> None:
    if sys.platform != "win32":
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX)


def _write_all(handle: int, data: bytes) -> None:
    while data:
        data = data[os.write(handle, data) :]
