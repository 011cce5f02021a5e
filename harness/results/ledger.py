"""Rows appended under a lock and synced, and read again: the own history, and published results.

Alone touches `.kata/` and `results/`.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from harness import place
from harness.catalog.solution import default_path
from harness.errors import KataError, MisuseError
from harness.results.record import FORMAT, Row, canonical, is_whole
from harness.results.schema import Each, digest, flag, misfit, positive_number, word
from harness.text import cleaned

if TYPE_CHECKING:
    from harness.catalog import Entry

ROW_BYTES_MAX = 4 << 20


class LedgerError(KataError):
    """A row could not be kept."""

    exit_code = 70


_HEAD = {"kind": word, "kata": {"name": word, "digest": digest}, "machine_id": word}
_LEVEL = {"level": word, "verdict": word, "medal": word}
_SPEEDS = [{"workload": word, "ratio": positive_number}]
_READ = {
    "run": {"solution": {"own": flag}, "levels": [{**_LEVEL, "speeds": _SPEEDS}]},
    "ladder": {"locks": word, "workloads": Each(Each({}))},
}
"""What is read of a history's rows, by kind: a row without it comes from elsewhere."""


@dataclass(frozen=True)
class Line:
    """One line of a file of rows: a whole row of a known format, or what is wrong with it."""

    path: Path
    number: int
    row: Row | None
    fault: str = ""

    def __str__(self) -> str:
        place = f", line {self.number}," if self.number else ""
        return f"{self.path}{place} {self.fault}"


class Ledger:
    """The rows below one folder, oldest first."""

    def __init__(self, folder: Path | None = None) -> None:
        self.path = (folder or place.own()) / "history.jsonl"

    def append(self, row: Row) -> None:
        """Add one row: whole, on disk when this returns, or not at all.

        LedgerError where it cannot be kept.
        """
        _append(self.path, row)

    def rows(self) -> Iterator[Row]:
        """Every whole row of a known format; damaged and foreign lines are passed over."""
        for line in self.lines():
            if line.row is not None and _is_readable(line.row):
                yield line.row

    def lines(self) -> Iterator[Line]:
        """Every line, damaged and foreign ones with what is wrong with them."""
        try:  # a pipe or a device would never end
            return _lines(self.path) if self.path.is_file() else iter(())
        except OSError as error:
            return iter([Line(self.path, 0, None, f"cannot be read ({error.strerror})")])

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

    def learners(self, entry: Entry) -> list[Row]:
        """Runs of the learner's own file for this kata, on any machine, under any version."""
        name = default_path(entry).name
        return [
            row
            for row in self.rows()
            if row["kind"] == "run"
            and row["kata"]["name"] == entry.kata.name
            and row["solution"]["own"]
            # rows from before this was kept have the file's name alone
            and row["solution"].get("learners", row["solution"].get("name") == name)
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


def results_below(folder: str) -> Path:
    """Where results lie in a folder that somebody names: a clone's results/, or the folder itself.

    MisuseError where there is no such folder.
    """
    path = Path(folder)
    if not path.is_dir():
        raise MisuseError(f"There is no folder {cleaned(folder, 200)}; check the path.")
    below = path / place.RESULTS
    return below if below.is_dir() else path


class Results:
    """Published rows: a folder for each kata, a file for each person."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or place.results()

    def path(self, entry: Entry, handle: str) -> Path:
        """Where the rows of a person lie."""
        return self.folder / entry.folder_name / f"{handle}.jsonl"

    def append(self, entry: Entry, handle: str, row: Row) -> Path:
        """Add one row, as `Ledger.append` does; the file it went to."""
        path = self.path(entry, handle)
        if path.is_symlink():
            raise LedgerError(f"{path} is a link; remove it, results are plain files.")
        _append(path, row)
        return path

    def state(self, entry: Entry) -> list[tuple[str, int, int]]:
        """Name, size and time of every file of a kata: another where something was published."""
        found = []
        with suppress(OSError):
            for each in os.scandir(self.folder / entry.folder_name):
                told = each.stat(follow_symlinks=False)
                found.append((each.name, told.st_size, told.st_mtime_ns))
        return sorted(found)

    def lines(self, entry: Entry) -> Iterator[Line]:
        """Every line of every person, by file name; what is no plain file is one bad line."""
        fault = self.fault(entry)
        if fault:
            yield Line(self._folder(entry), 0, None, fault)
            return
        for path in self._paths(entry):
            try:
                plain = path.is_file() and not path.is_symlink()  # a pipe would never end
            except OSError as error:
                yield Line(path, 0, None, f"cannot be read ({error.strerror})")
                continue
            if plain:
                yield from _lines(path)
            else:
                yield Line(path, 0, None, "is not a plain file; remove it")

    def fault(self, entry: Entry) -> str:
        """Why nobody can say what was published of a kata; nothing where one can."""
        try:
            self._paths(entry)
        except OSError as error:
            return f"cannot be read ({error.strerror})"
        return ""

    def _folder(self, entry: Entry) -> Path:
        return self.folder / entry.folder_name

    def _paths(self, entry: Entry) -> list[Path]:
        try:
            return sorted(p for p in self._folder(entry).iterdir() if p.suffix == ".jsonl")
        except (FileNotFoundError, NotADirectoryError):
            return []


def _is_readable(row: Row) -> bool:
    return not misfit(row, _HEAD) and not misfit(row, _READ.get(row["kind"], {}))


def _append(path: Path, row: Row) -> None:
    line = canonical(row).encode() + b"\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
        try:
            _lock(handle)
            end = os.lseek(handle, 0, os.SEEK_END)
            if end and os.pread(handle, 1, end - 1) != b"\n":
                line = b"\n" + line  # a writer was killed in the middle of its row
            try:
                _write_all(handle, line)
                os.fsync(handle)
            except OSError:
                with suppress(OSError):  # a device cannot be cut: why it refused is what counts
                    os.ftruncate(handle, end)
                raise
        finally:
            os.close(handle)
    except OSError as error:
        raise LedgerError(
            f"The result could not be kept in {path} ({error.strerror}); mend that and try again."
        ) from error


def _lines(path: Path) -> Iterator[Line]:
    number = 0
    try:
        with path.open("rb") as file:
            while data := file.readline(ROW_BYTES_MAX):
                number += 1
                if len(data) == ROW_BYTES_MAX and not data.endswith(b"\n"):
                    _skip_line(file)
                    yield Line(path, number, None, "is longer than any row")
                elif data.strip():
                    yield Line(path, number, *_parsed(data))
    except FileNotFoundError:
        return
    except OSError as error:
        yield Line(path, 0, None, f"cannot be read ({error.strerror})")


def _skip_line(file: BinaryIO) -> None:
    while (rest := file.readline(ROW_BYTES_MAX)) and not rest.endswith(b"\n"):
        pass


def _parsed(data: bytes) -> tuple[Row | None, str]:
    """The row, or what is wrong with the line."""
    try:
        row = json.loads(data)
        if isinstance(row, dict) and is_whole(row):
            return row, ""
    except (ValueError, RecursionError):
        return None, "is not a row; remove it"
    if not isinstance(row, dict) or not isinstance(row.get("format"), int):
        return None, "is not a row; remove it"
    if row["format"] > FORMAT:
        return None, "has a newer row format; update the harness to read it"
    return None, "was cut or changed after it was written; remove it"


def _lock(handle: int) -> None:
    if sys.platform != "win32":
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX)


def _write_all(handle: int, data: bytes) -> None:
    while data:
        data = data[os.write(handle, data) :]
