"""Which student a file is of: by the ways in which courses name files, or by a pattern.

What Moodle writes (`NAME_ID_assignsubmission_file`, a folder a student or before each file's name:
mod/assign/locallib.php, `download_submissions`), what Canvas writes (`NAME_ID_ID_FILE`, with `LATE`
after the name, and a number at the end where something was handed in again: described in
https://github.com/mikewesthad/canvas-unzipper and
https://github.com/TimHanneman/Canvas_submission_sort), and else the folder's name or the file's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import PurePosixPath

from harness.errors import MisuseError
from harness.text import cleaned

MOODLE = re.compile(r"(?P<student>[^/]+?)_(?P<id>\d+)_assignsubmission_[a-z]+(?:_|/|$)")
CANVAS = re.compile(r"(?P<student>[^_/]+)(?:_LATE)?_(?P<id>\d{2,})_\d{3,}_.+")
NAME_MAX = 120


def without_wrapper(paths: Sequence[str]) -> list[str]:
    """The paths without a folder around all of them, which is no student's: a ZIP often has one."""
    parts = [PurePosixPath(path).parts for path in paths]
    while len(parts) > 1 and min(map(len, parts)) > 1:
        tops = {each[0] for each in parts}
        if len(tops) > 1 or MOODLE.match(parts[0][0]):
            break
        parts = [each[1:] for each in parts]
    return ["/".join(each) for each in parts]


class Names:
    """Names students by the path of a file below the folder, with `/` between its parts.

    With a pattern of one's own, whose group `student` is the name (and whose group `id`, if there
    is one, is put behind it), a file that it does not fit is nobody's.
    """

    def __init__(self, pattern: str | None = None) -> None:
        self.own: re.Pattern[str] | None = None
        if pattern is None:
            return
        try:
            self.own = re.compile(pattern)
        except re.error as error:
            raise MisuseError(f"--names is no regular expression: {error}.") from None
        if "student" not in self.own.groupindex:
            raise MisuseError(
                "--names needs a group called student, as in '(?P<student>[^_]+)_.*'."
            )

    def students(self, paths: Sequence[str]) -> list[str | None]:
        """The student of each path; a pattern of one's own sees the paths as they are."""
        known = paths if self.own else without_wrapper(paths)
        return [self.student(path) for path in known]

    def student(self, path: str) -> str | None:
        """The student, in one spelling of umlauts and without control characters; None for a file
        that is nobody's.
        """
        path = unicodedata.normalize("NFC", path)
        if self.own is not None:
            found = self.own.search(path)
            return _named(found) if found and found["student"] else None
        parts = PurePosixPath(path).parts
        found = next((match for part in parts if (match := MOODLE.match(part))), None)
        found = found or CANVAS.fullmatch(parts[-1])
        if found:
            return _named(found)
        return _cleaned(parts[0] if len(parts) > 1 else stem(parts[0]))


def stem(name: str) -> str:
    """A file's name without its endings `.py`, `.py.txt`, `.PY.py`."""
    while (shorter := re.sub(r"(?i)\.(py|txt)$", "", name)) not in ("", name):
        name = shorter
    return name


def _named(found: re.Match[str]) -> str:
    """The name and, where there is one, the number: two students may have one name."""
    number = found.groupdict().get("id")
    return _cleaned(f"{found['student']} {number}" if number else found["student"])


def _cleaned(name: str) -> str:
    return cleaned(name.replace("\n", " ").strip(), NAME_MAX) or "?"
