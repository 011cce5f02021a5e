"""Cases at which a solution failed, kept as their text: `.kata/cases/KATA/LEVEL.txt`.

What failed last is the newest file; a line at the head says of which version of the kata it is.
"""

from __future__ import annotations

import os
from pathlib import Path

from harness.catalog import Entry
from harness.errors import MisuseError
from harness.kata import Level
from harness.results.ledger import FOLDER

CASES = FOLDER / "cases"


def keep(entry: Entry, level: Level, text: str, told: str) -> Path:
    """Keep a text, and what was wrong with the answer as remark; OSError where that cannot be."""
    path = CASES / entry.kata.name / f"{level.name}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    head = f"# {entry.kata.name} version {entry.kata.version}, level {level.name}\n"
    beside = path.with_suffix(".new")
    beside.write_text(head + f"# {' '.join(told.split())}\n" + text, encoding="utf-8")
    os.replace(beside, path)
    return path


def kept(entry: Entry) -> list[Path]:
    """The cases that were kept of a kata, the newest first."""
    folder = CASES / entry.kata.name
    found = folder.glob("*.txt") if folder.is_dir() else ()
    return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)


def find(entry: Entry, what: str | None) -> tuple[Path, str]:
    """The path and text of a case: a file, the level of a kept one, or the one that failed last.

    MisuseError where there is none.
    """
    paths = {path.stem: path for path in kept(entry)}
    if what is None:
        if not paths:
            raise MisuseError(
                f"No case of {entry.kata.name} was kept yet; kata run {entry.kata.name} keeps the "
                "one that fails. Or give a file with a case of your own."
            )
        path = next(iter(paths.values()))
    else:
        path = paths.get(what, Path(what))
    try:
        return path, path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise MisuseError(f"{path} is no text; a case is lines of words and numbers.") from None
    except OSError as error:
        known = f" Kept are: {', '.join(paths)}." if paths else ""
        raise MisuseError(f"{path} cannot be read ({error.strerror}).{known}") from None


def level_of(entry: Entry, path: Path, function: str) -> Level:
    """The level whose checks judge a case: the one it was kept at, or the function's first."""
    levels = [level for level in entry.kata.levels if level.function == function]
    named = [level for level in levels if level.name == path.stem]
    return (named or levels)[0]
