"""What was handed in: the files of a folder or of a ZIP, read safely and sorted by student.

Nothing is unpacked: a member of a ZIP is read as far as a solution may be long, and its path is a
name, never a place. Links are not followed.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from harness.catalog.solution import decoded, read
from harness.errors import KataError, MisuseError, SolutionError
from harness.grade import archive
from harness.grade.names import Names
from harness.text import cleaned

FILES_MAX = 5000
IGNORED = re.compile(
    r"(^|/)(\.[^/]*|__MACOSX|__pycache__|Thumbs\.db|desktop\.ini)(/|$)|onlinetext[^/]*(/|$)"
)
"""What systems, editors and courses leave beside what was handed in."""
IS_PYTHON = re.compile(r"(?i)\.py(\.txt)?$")


@dataclass(frozen=True)
class Handed:
    """One file of a student: its source, or why there is none."""

    student: str
    file: str
    source: str = ""
    fault: str = ""


@dataclass(frozen=True)
class Gathered:
    """All that was handed in, by student and then by file; `nobodys` are files that no student's
    name was found for.
    """

    handed: tuple[Handed, ...]
    nobodys: tuple[str, ...] = ()


def gathered(place: Path, names: Names) -> Gathered:
    """What lies in a folder or a ZIP. MisuseError where it is neither, or holds nothing."""
    if not os.path.lexists(place):
        raise MisuseError(f"There is no folder or ZIP {_shown(str(place))}; check the path.")
    if place.is_dir():
        found = [*_of_folder(place)]
    elif place.is_file():
        found = [*_of_zip(place)]
    else:
        raise MisuseError(f"{_shown(str(place))} is neither a folder nor a ZIP.")
    handed, nobodys = _sorted(found, names)
    if not handed:
        raise MisuseError(f"{_shown(str(place))} holds no file that could be graded.")
    return Gathered(handed, nobodys)


Found = tuple[str, str, str]
"""Path, source, fault."""


def _sorted(found: list[Found], names: Names) -> tuple[tuple[Handed, ...], tuple[str, ...]]:
    """By student; who handed in Python is not asked about the other files beside it."""
    by_student: dict[str, list[Handed]] = {}
    nobodys = []
    students = names.students([path for path, _, _ in found])
    for student, (path, source, fault) in zip(students, found, strict=True):
        if student is None:
            nobodys.append(_shown(path))
        else:
            handed = Handed(student, _shown(path), source, fault)
            by_student.setdefault(student, []).append(handed)
    kept = []
    for student in sorted(by_student, key=lambda name: (name.casefold(), name)):
        files = by_student[student]
        python = [each for each in files if IS_PYTHON.search(each.file)]
        kept += sorted(python or files, key=lambda each: each.file)
    return tuple(kept), tuple(sorted(nobodys))


def _of_folder(folder: Path) -> Iterator[Found]:
    count = 0
    for above, folders, files in os.walk(folder, onerror=_refused):
        folders.sort()
        links = [name for name in folders if os.path.islink(os.path.join(above, name))]
        for name in sorted([*files, *links]):
            path = Path(above, name)
            told = path.relative_to(folder).as_posix()
            if IGNORED.search(told):
                continue
            count += 1
            if count > FILES_MAX:
                raise MisuseError(
                    f"More than {FILES_MAX:,} files lie there; name a folder of one class."
                )
            yield (told, *_read(path, told))


def _refused(error: OSError) -> None:
    raise MisuseError(
        f"{_shown(str(error.filename))} cannot be read ({error.strerror}); mend that first."
    )


def _read(path: Path, told: str) -> tuple[str, str]:
    """Source and fault."""
    if not IS_PYTHON.search(told) and not path.is_symlink():
        return "", _no_python(told)
    try:
        return read(path, told, own=True).source, ""
    except KataError as problem:
        return "", str(problem).replace(_shown(str(path)), _shown(Path(told).name))


def _of_zip(place: Path) -> Iterator[Found]:
    with archive.opened(place) as members:
        for member in members:
            if IGNORED.search(member.path):
                continue
            fault = member.fault
            if not fault and not IS_PYTHON.search(member.path):
                fault = _no_python(member.path)
            source = ""
            if not fault:
                try:
                    source = decoded(member.content(), _shown(Path(member.path).name))
                except SolutionError as problem:
                    fault = str(problem)
            yield member.path, source, fault


def _no_python(told: str) -> str:
    return f"{_shown(Path(told).name)} is no Python file; hand in one that ends in .py."


def _shown(path: str) -> str:
    """A path as text: no control characters, and what is no text told as it is."""
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return cleaned(text, 400).replace("\n", "\\x0a")
