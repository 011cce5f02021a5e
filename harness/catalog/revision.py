"""A file as it was in a git revision: `my.py@HEAD~1`."""

from __future__ import annotations

from pathlib import Path

from harness.catalog.repository import NoAnswer, content
from harness.catalog.solution import SOURCE_BYTES_MAX, Solution
from harness.errors import MisuseError
from harness.text import cleaned


def at_revision(path: Path, revision: str, name: str, own: bool) -> Solution:
    """The file `path` as it was; MisuseError where git does not know it."""
    if not revision or revision.startswith("-"):
        raise MisuseError(f"{name!r} names no revision; write it like {path.name}@HEAD~1.")
    try:
        stored = content(path, revision)
    except NoAnswer as problem:
        reason = cleaned(str(problem), 160)
        raise MisuseError(
            f"git has no {path.name} at {revision[:60]!r} ({reason}). If git ignores it, keep it "
            f"there first: git add -f {path}"
        ) from None
    if len(stored) > SOURCE_BYTES_MAX:
        raise MisuseError(f"{name!r} is larger than {SOURCE_BYTES_MAX:,} bytes.")
    try:
        return Solution(name, stored.decode("utf-8"), own, path)
    except UnicodeDecodeError:
        raise MisuseError(f"{name!r} is not UTF-8.") from None
