"""Cases at which a solution failed, kept as their text: `.kata/cases/KATA/LEVEL.txt`.

What failed last is the newest file; a line at the head says of which version of the kata it is.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

from harness import place
from harness.catalog import Entry, case_text
from harness.errors import MisuseError
from harness.kata import Level


def _folder(entry: Entry) -> Path:
    return place.own() / "cases" / entry.kata.name


def keep(entry: Entry, level: Level, text: str, told: str) -> Path:
    """Keep a text, and what was wrong with the answer as remark; OSError where that cannot be."""
    path = _folder(entry) / f"{level.name}.txt"
    path.parent.mkdir(parents=True, exist_ok=True)
    head = f"# {entry.kata.name} version {entry.kata.version}, level {level.name}\n"
    beside = path.with_suffix(".new")
    beside.write_text(head + f"# {' '.join(told.split())}\n" + text, encoding="utf-8")
    os.replace(beside, path)
    return path


def kept(entry: Entry) -> list[Path]:
    """The cases that were kept of a kata, the newest first; MisuseError where nobody can say."""
    folder = _folder(entry)
    try:
        found = [path for path in folder.iterdir() if path.suffix == ".txt"]
        return sorted(found, key=lambda path: path.stat().st_mtime, reverse=True)
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise MisuseError(f"{folder} cannot be read ({error.strerror}).") from None


def find(entry: Entry, what: str | None) -> tuple[Path, str]:
    """The path and text of a case: a file, the level of a kept one, or the one that failed last.

    Where none was kept, the first kind of case of the kata; a kind can be named too. MisuseError
    where there is none.
    """
    paths = {path.stem: path for path in kept(entry)}
    families = {name: level for level in entry.kata.levels for name in entry.families(level)}
    if what is None and not paths:
        what = next(iter(families))
    if what in families and what not in paths:
        return Path(what), _drawn(entry, families[what], what)
    path = next(iter(paths.values())) if what is None else paths.get(what, Path(what))
    try:
        return path, path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise MisuseError(f"{path} is no text; a case is lines of words and numbers.") from None
    except OSError as error:
        known = f" Kept are: {', '.join(paths)}." if paths else ""
        raise MisuseError(f"{path} cannot be read ({error.strerror}).{known}") from None


def _drawn(entry: Entry, level: Level, family: str) -> str:
    """A case of a kind as its text, always the same one."""
    case = entry.families(level)[family](np.random.default_rng(0))
    return case_text.told(entry, entry.kata.function_of(level), case)


def level_of(entry: Entry, path: Path, function: str) -> Level:
    """The level whose checks judge a case: the one it was kept at, or whose kind it is, or the
    function's first.
    """
    levels = [level for level in entry.kata.levels if level.function == function]
    named = [
        level for level in levels if path.stem == level.name or path.stem in entry.families(level)
    ]
    return (named or levels)[0]
