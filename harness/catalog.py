"""Name -> kata and its files. The only room that knows the fixed names inside a kata's folder."""

from __future__ import annotations

import difflib
import functools
import hashlib
import importlib
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from harness.errors import AuthorError, KataError, MisuseError
from harness.kata import Kata, Level

HOME = Path(__file__).resolve().parent.parent
"""The folder that holds `katas` and `reference`: the checkout, or site-packages."""

VERDICT_FOLDERS = ("accepted", "wrong_answer", "time_limit")


@dataclass(frozen=True)
class Entry:
    """A kata and where its parts lie. `root` holds `katas/` and `reference/`."""

    kata: Kata
    root: Path

    @property
    def folder_name(self) -> str:
        """The kata's name as a Python name: `lru-cache` lives in `lru_cache`."""
        return self.kata.name.replace("-", "_")

    @property
    def folder(self) -> Path:
        return self.root / "katas" / self.folder_name

    @property
    def reference(self) -> Path:
        return self.root / "reference" / f"{self.folder_name}.py"

    @property
    def oracle(self) -> Path:
        return self.folder / "oracle.py"

    @property
    def starter(self) -> Path:
        return self.folder / "starter.py"

    @property
    def brief(self) -> str:
        """The text of the brief."""
        return (self.folder / "README.md").read_text(encoding="utf-8")

    @property
    def hints(self) -> str:
        """The text of the hints."""
        return (self.folder / "hints.md").read_text(encoding="utf-8")

    def module(self, part: str) -> ModuleType:
        """`cases`, `check` or `oracle`, imported into this process: trusted code."""
        return _load(f"katas.{self.folder_name}.{part}", self.folder / f"{part}.py")

    def submissions(self, verdict: str) -> dict[str, Path]:
        """Name -> file of the submissions in one of VERDICT_FOLDERS."""
        found = sorted((self.folder / "submissions" / verdict).glob("*.py"))
        return {path.stem: path for path in found}

    def rungs(self) -> dict[str, Path]:
        """The ladder, slow to fast, without the reference."""
        accepted = self.submissions("accepted")
        missing = [name for name in self.kata.rungs if name not in accepted]
        if missing:
            raise AuthorError(
                f"{self.kata.name} names the rung {missing[0]}, "
                "which has no file in submissions/accepted"
            )
        return {name: accepted[name] for name in self.kata.rungs}

    def level(self, name: str) -> Level:
        """The level of that name, with a suggestion where there is none."""
        levels = {level.name: level for level in self.kata.levels}
        return levels[_close(name, list(levels), f"level of {self.kata.name}")]

    @functools.cached_property
    def digest(self) -> str:
        """SHA-256 over everything that decides a verdict."""
        total = hashlib.sha256()
        for path in self.deciding:
            total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
        return total.hexdigest()

    @property
    def deciding(self) -> list[Path]:
        """What decides a verdict: the modules of the kata's folder but the starter, the reference,
        shared traces.
        """
        parts = [path for path in _modules(self.folder) if path != self.starter]
        shared = (self.reference, HOME / "katas" / "traces.py")
        return [path for path in (*parts, *shared) if path.exists()]


def _modules(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.py"))


def _load(name: str, path: Path) -> ModuleType:
    """A module of a kata, with siblings it imports relatively (`from . import shapes`)."""
    if path.parent.parent == HOME / "katas":
        return importlib.import_module(name)
    if not path.is_file():
        raise AuthorError(f"There is no {path}.")
    return importlib.import_module(f"{_package(path.parent)}.{path.stem}")


def _package(folder: Path) -> str:
    """A package for a kata folder outside the checkout, named by its place and content: two roots
    may hold katas of one name, and a file may change while this process runs.
    """
    total = hashlib.sha256(str(folder.resolve()).encode())
    for path in _modules(folder):
        total.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    name = f"kata_{folder.name}_{total.hexdigest()[:12]}"
    if name not in sys.modules:
        package = ModuleType(name)
        package.__path__ = [str(folder)]
        sys.modules[name] = package
    return name


def _roots() -> list[Path]:
    extra = [Path(part) for part in os.environ.get("KATA_PATH", "").split(os.pathsep) if part]
    return [HOME, *extra]


def _entry(root: Path, folder: Path) -> Entry:
    path = folder / "kata.py"
    try:
        kata = getattr(_load(f"katas.{folder.name}.kata", path), "KATA", None)
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
    return [_entry(root, folder) for root, folder in folders]


def find(name: str) -> Entry:
    """The kata of that name, in either spelling; MisuseError suggests the nearest."""
    wanted = name.replace("_", "-")
    for root in _roots():
        folder = root / "katas" / wanted.replace("-", "_")
        if wanted.replace("-", "").isalnum() and (folder / "kata.py").is_file():
            return _entry(root, folder)
    names = [entry.kata.name for entry in entries()]
    _close(wanted, names, "kata")
    raise MisuseError(f"There is no kata called {name}.")


def _close(name: str, known: list[str], what: str) -> str:
    """The name itself if it is known; MisuseError with the nearest one otherwise."""
    if name in known:
        return name
    near = difflib.get_close_matches(name, known, 1, 0.5)
    hint = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(known)}."
    raise MisuseError(f"There is no {what} called {name[:60]!r}. {hint}")
