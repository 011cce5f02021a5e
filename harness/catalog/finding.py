"""Name -> kata, in either spelling; where katas lie."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from harness.catalog import sources
from harness.catalog.entry import Entry, close_to
from harness.errors import AuthorError, KataError, MisuseError
from harness.kata import Kata


def _roots() -> list[Path]:
    extra = [Path(part) for part in os.environ.get("KATA_PATH", "").split(os.pathsep) if part]
    return [sources.HOME, *extra]


def entry_in(root: Path, folder: Path) -> Entry:
    """The kata that lies in a folder; AuthorError where kata.py does not say what it is."""
    path = folder / "kata.py"
    try:
        kata = getattr(sources.load(folder, "kata"), "KATA", None)
    except KataError:
        raise
    except Exception as error:
        words = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        raise AuthorError(f"{path} does not load: {words}; mend it.") from error
    if not isinstance(kata, Kata) or kata.name.replace("-", "_") != folder.name:
        raise AuthorError(f"{folder / 'kata.py'} must define KATA, named like its folder")
    return Entry(kata, root)


def entries() -> list[Entry]:
    """Every kata, by name."""
    folders = [
        (root, path.parent) for root in _roots() for path in sorted(root.glob("katas/*/kata.py"))
    ]
    return [entry_in(root, folder) for root, folder in folders]


def in_order() -> Iterator[tuple[Entry, int]]:
    """Every kata after the one that it builds on, and how deep; those that build on none first."""
    known = {entry.kata.name: entry for entry in entries()}

    def walk(name: str, depth: int) -> Iterator[tuple[Entry, int]]:
        yield known[name], depth
        for other, each in known.items():
            if each.kata.builds_on == name:
                yield from walk(other, depth + 1)

    for name, entry in known.items():
        if entry.kata.builds_on not in known:
            yield from walk(name, 0)


def find(name: str) -> Entry:
    """The kata of that name, in either spelling; MisuseError suggests the nearest."""
    wanted = name.replace("_", "-")
    for root in _roots():
        folder = root / "katas" / wanted.replace("-", "_")
        if wanted.replace("-", "").isalnum() and (folder / "kata.py").is_file():
            return entry_in(root, folder)
    names = [entry.kata.name for entry in entries()]
    close_to(wanted, names, "kata")
    raise MisuseError(f"There is no kata called {name}.")
