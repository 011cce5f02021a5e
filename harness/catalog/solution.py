"""Which file is judged: a learner's, or one of the kata's own (oracle, reference, a submission)."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from harness import place
from harness.catalog import VERDICT_FOLDERS, Entry
from harness.catalog.mistakes import Wrong
from harness.errors import MisuseError, SolutionError
from harness.text import cleaned

SOURCE_BYTES_MAX = 128 << 10
NO_LINK = getattr(os, "O_NOFOLLOW", 0)


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
    shown = _shortened(str(path))
    try:
        content = _content(path, shown)
    except FileNotFoundError:
        raise SolutionError(f"There is no file {shown}; check the path.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", error)
        raise SolutionError(
            f"{shown} cannot be read ({reason}); name a file that can be."
        ) from None
    return Solution(_shortened(name), decoded(content, shown), own, path)


def decoded(content: bytes, shown: str) -> str:
    """The source text of a file's bytes; SolutionError, naming it as `shown`, where it has none."""
    if len(content) > SOURCE_BYTES_MAX:
        raise _too_long(len(content), shown)
    try:
        source = content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SolutionError(
            f"{shown} is not UTF-8 (byte {error.start}); save it as UTF-8."
        ) from None
    if "\0" in source:
        raise SolutionError(f"{shown} has a NUL character in it; save it as plain UTF-8 text.")
    return source.removeprefix("\ufeff")


def _too_long(count: int, shown: str) -> SolutionError:
    return SolutionError(
        f"{shown} has {count:,} bytes; shorten it: a solution has at most {SOURCE_BYTES_MAX:,}."
    )


def _content(path: Path, shown: str) -> bytes:
    """A regular file's bytes. No link's: what a judge prints of a file that does not load would be
    a line of whatever it leads to.
    """
    _refuse_other_than_file(os.lstat(path), shown)
    opened = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | NO_LINK)
    with os.fdopen(opened, "rb") as file:
        found = os.fstat(opened)  # it may be another one by now
        _refuse_other_than_file(found, shown)
        if found.st_size > SOURCE_BYTES_MAX:
            raise _too_long(found.st_size, shown)
        return file.read(SOURCE_BYTES_MAX + 1)


def _refuse_other_than_file(found: os.stat_result, shown: str) -> None:
    if stat.S_ISLNK(found.st_mode):
        raise SolutionError(f"{shown} is a link; name the file itself, or copy it.")
    if not stat.S_ISREG(found.st_mode):
        kind = "a folder" if stat.S_ISDIR(found.st_mode) else "not a regular file"
        raise SolutionError(f"{shown} is {kind}; name a Python file.")


def _shortened(path: str) -> str:
    """A path for a message: a long one by its end, and no control characters."""
    return cleaned(path if len(path) <= 120 else f"...{path[-100:]}", 400).replace("\n", "\\x0a")


def default_path(entry: Entry) -> Path:
    """Where `kata start` writes and `kata run` looks."""
    return place.solutions() / f"{entry.folder_name}.py"


def is_there(entry: Entry) -> bool:
    """Whether the learner has a file in `solutions/`, be it one that cannot be read.

    MisuseError where nobody can say.
    """
    path = default_path(entry)
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except PermissionError as error:
        raise MisuseError(f"{path.parent} cannot be entered ({error.strerror}).") from None
    except OSError:
        return True
    return True


def is_learners(entry: Entry, solution: Solution) -> bool:
    """Whether it is the learner's own file in `solutions/`, and no other of the same name."""
    try:
        same = solution.path.absolute() == default_path(entry).absolute()
    except OSError:  # the folder one stands in is gone
        same = solution.path == default_path(entry)
    return solution.own and same


def find(entry: Entry, what: str | None) -> Solution | None:
    """The solution `what` names: a path, `oracle`, `reference`, `starter`, or a submission
    (`naive`, `wrong_answer/x`).

    Without `what`, the learner's file in `solutions/`, or None where there is none.
    """
    if what is None:
        path = default_path(entry)
        return read(path, path.name, own=True) if is_there(entry) else None
    if what.endswith(".py"):
        return read(Path(what), Path(what).name, own=True)
    own_parts = {"oracle": entry.oracle, "reference": entry.reference, "starter": entry.starter}
    known = {**_submissions(entry), **own_parts}
    if what in known:
        return read(known[what], what, own=False)
    folder, _, name = what.rpartition("/")
    if folder in ("", "wrong_answer", "time_limit") and name.isidentifier():
        mistake = entry.stopped().get(name)
        if mistake is not None:
            return of_wrong(mistake)
    if os.path.lexists(what):
        return read(Path(what), Path(what).name, own=True)
    raise MisuseError(
        f"There is no file {what[:80]!r}, and {entry.kata.name} has no submission of that name. "
        f"It has: {', '.join(['oracle', 'reference', *entry.rungs()])}."
    )


def of_wrong(wrong: Wrong) -> Solution:
    """A wrong submission as a solution: a file, or a way with its edits made."""
    return Solution(wrong.name, wrong.source, own=False, path=wrong.path)


def _submissions(entry: Entry) -> dict[str, Path]:
    """Every submission, by its name and by `folder/name`."""
    found: dict[str, Path] = {}
    for folder in VERDICT_FOLDERS:
        for name, path in entry.submissions(folder).items():
            found.setdefault(name, path)
            found[f"{folder}/{name}"] = path
    return found
