"""A file as it was in a git revision: `my.py@HEAD~1`."""

from __future__ import annotations

import subprocess
from pathlib import Path

from harness.catalog.solution import SOURCE_BYTES_MAX, Solution
from harness.errors import MisuseError


def at_revision(path: Path, revision: str, name: str, own: bool) -> Solution:
    """The file `path` as it was; MisuseError where git does not know it."""
    if not revision or revision.startswith("-"):
        raise MisuseError(f"{name!r} names no revision; write it like {path.name}@HEAD~1.")
    command = ["git", "-C", str(path.parent), "show", f"{revision}:./{path.name}"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=20)
        source = done.stdout.decode("utf-8")
    except FileNotFoundError:
        raise MisuseError("git is not installed, so there are no revisions to compare.") from None
    except subprocess.TimeoutExpired:
        raise MisuseError(f"git took over 20 s to show {name!r}.") from None
    except UnicodeDecodeError:
        raise MisuseError(f"{name!r} is not UTF-8.") from None
    if done.returncode != 0:
        raise MisuseError(f"git has no {path.name} at {revision[:60]!r}.")
    if len(source) > SOURCE_BYTES_MAX:
        raise MisuseError(f"{name!r} is larger than {SOURCE_BYTES_MAX:,} bytes.")
    return Solution(name, source, own, path)
