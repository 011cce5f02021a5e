"""Which file is judged: a learner's, or one of the kata's own (oracle, reference, a submission)."""

from __future__ import annotations

import hashlib
import stat
from dataclasses import dataclass
from pathlib import Path

from harness.catalog import VERDICT_FOLDERS, Entry
from harness.errors import MisuseError, SolutionError

SOURCE_BYTES_MAX = 128 << 10
SOLUTIONS = Path("solutions")


@dataclass(frozen=True)
class Solution:
    """One file to judge. `name` is what a person sees; `own` says that a learner wrote it."""

    name: str
    source: str
    own: bool
    path: Path

    @property
    def digest(self) -> str:
        """SHA-256 of the source."""
        return hashlib.sha256(self.source.encode()).hexdigest()


def read(path: Path, name: str, own: bool) -> Solution:
    """The file as a solution; SolutionError where it cannot be one."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            kind = "a folder" if stat.S_ISDIR(found.st_mode) else "not a regular file"
            raise SolutionError(f"{path} is {kind}; name a Python file.")
        if found.st_size > SOURCE_BYTES_MAX:
            raise SolutionError(
                f"{path} has {found.st_size:,} bytes; a solution has at most {SOURCE_BYTES_MAX:,}."
            )
        source = path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        raise SolutionError(f"There is no file {path}.") from None
    except UnicodeDecodeError as error:
        raise SolutionError(
            f"{path} is not UTF-8 (byte {error.start}); save it as UTF-8."
        ) from None
    except (OSError, ValueError) as error:
        raise SolutionError(
            f"{path} cannot be read: {getattr(error, 'strerror', error)}."
        ) from None
    if "\0" in source:
        raise SolutionError(f"{path} has a NUL character in it; a solution is Python text.")
    return Solution(name, source.removeprefix("\ufeff"), own, path)


def default_path(entry: Entry) -> Path:
    """Where `kata start` writes and `kata run` looks."""
    return SOLUTIONS / f"{entry.folder_name}.py"


def find(entry: Entry, what: str | None) -> Solution | None:
    """The solution `what` names: a path, `oracle`, `reference`, `starter`, or a submission
    (`naive`, `wrong_answer/x`).

    Without `what`, the learner's file in `solutions/`, or None where there is none.
    """
    if what is None:
        path = default_path(entry)
        return read(path, path.name, own=True) if path.exists() else None
    if what.endswith(".py"):
        return read(Path(what), Path(what).name, own=True)
    own_parts = {"oracle": entry.oracle, "reference": entry.reference, "starter": entry.starter}
    known = {**{name: path for name, path in _submissions(entry).items()}, **own_parts}
    if what in known:
        return read(known[what], what, own=False)
    if Path(what).exists():
        return read(Path(what), Path(what).name, own=True)
    raise MisuseError(
        f"There is no file {what[:80]!r}, and {entry.kata.name} has no submission of that name. "
        f"It has: {', '.join(['oracle', 'reference', *entry.rungs()])}."
    )


def _submissions(entry: Entry) -> dict[str, Path]:
    """Every submission, by its name and by `folder/name`."""
    found: dict[str, Path] = {}
    for folder in VERDICT_FOLDERS:
        for name, path in entry.submissions(folder).items():
            found.setdefault(name, path)
            found[f"{folder}/{name}"] = path
    return found
