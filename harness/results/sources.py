"""Published sources: `results/KATA/HANDLE.py`, beside the rows, as a person reviews it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from harness.catalog import Entry
from harness.catalog.solution import Solution, read
from harness.errors import SolutionError
from harness.results.ledger import LedgerError, Results


def source_path(results: Results, entry: Entry, handle: str) -> Path:
    """Where the source of a person lies."""
    return results.path(entry, handle).with_suffix(".py")


def published_source(results: Results, entry: Entry, handle: str) -> Solution | None:
    """The source that somebody published; None where none can be read."""
    try:
        return read(source_path(results, entry, handle), handle, own=True)
    except SolutionError:
        return None


def put(results: Results, entry: Entry, handle: str, source: str) -> Path:
    """The source in its place: whole, on disk when this returns, or the old one as it was.

    LedgerError where it cannot be kept.
    """
    path = source_path(results, entry, handle)
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise LedgerError(f"{path} is no plain file; remove it, results are plain files.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, source.encode())
    except OSError as error:
        raise LedgerError(
            f"The source could not be kept in {path} ({error.strerror}); mend that and try again."
        ) from error
    return path


def _replace(path: Path, data: bytes) -> None:
    number, name = tempfile.mkstemp(prefix=f".{path.stem}-", dir=path.parent)
    try:
        with os.fdopen(number, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, 0o644)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
