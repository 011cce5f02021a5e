"""Name -> kata and its files. The only room that knows the fixed names inside a kata's folder."""

from __future__ import annotations

import ast
import difflib
import functools
import hashlib
import importlib
import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from harness import mistakes
from harness.errors import AuthorError, KataError, MisuseError
from harness.kata import Answers, Case, Check, Kata, Level, Quality, Work, Workload
from harness.mistakes import Wrong

HOME = Path(__file__).resolve().parent.parent
"""The folder that holds `katas` and `reference`: the checkout, or site-packages."""

VERDICT_FOLDERS = ("accepted", "wrong_answer", "time_limit")
TELLING = ("starter.py", "contract.py", "text.py")
"""Modules of a kata that decide no verdict: what a learner starts from, and how a case is told."""
Family = Callable[[Any], Case]
"""Makes a small cruel case from a random generator."""


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
        return _load(self.folder, part)

    def submissions(self, verdict: str) -> dict[str, Path]:
        """Name -> file of the submissions in one of VERDICT_FOLDERS."""
        found = sorted((self.folder / "submissions" / verdict).glob("*.py"))
        return {path.stem: path for path in found}

    def ways(self) -> dict[str, Path]:
        """Name -> file of the right solutions that mistakes are edits of."""
        return mistakes.ways(self.folder)

    def way(self, name: str) -> Path:
        """The way of that name, with a suggestion where there is none."""
        ways = self.ways()
        return ways[_close(name, list(ways), f"way of {self.kata.name}")]

    def wrong(self) -> dict[str, Wrong]:
        """Name -> wrong submission, be it a file of its own or an edit of a way.

        AuthorError where one cannot be read or made.
        """
        return mistakes.wrong_of(self.folder, self.submissions("wrong_answer"))

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

    # what the kata's modules hold, level by level

    @functools.cached_property
    def _cases(self) -> ModuleType:
        return self.module("cases")

    @functools.cached_property
    def _checks(self) -> ModuleType:
        return self.module("checks" if _place(self.folder, "checks").exists() else "check")

    def families(self, level: Level) -> dict[str, Family]:
        """Name -> small cruel case of a level, in their order: the names in `__all__` of its module
        of cases.
        """
        if level.families:
            return {name: self._cases.FAMILIES[name] for name in level.families}
        module = _of_level(self._cases, level)
        return {name: getattr(module, name) for name in module.__all__}

    @functools.cached_property
    def workloads(self) -> dict[str, Workload]:
        """Name -> full-size case, of all levels."""
        modules = dict.fromkeys(getattr(self._cases, "LEVELS", {"": self._cases}).values())
        found: dict[str, Workload] = {}
        for module in modules:
            found |= module.WORKLOADS
        return found

    def checks(self, level: Level) -> tuple[Check, ...]:
        """What a level asks of an answer, in this order."""
        if hasattr(self._checks, "CHECKS"):
            return tuple(self._checks.CHECKS.get(level.name, ()))
        module = _of_level(self._checks, level)
        return tuple(getattr(module, name) for name in module.__all__)

    def quality(self, level: Level) -> Callable[[Case, Answers], Quality] | None:
        """How good an answer of a level is, where that is what is scored."""
        found: dict[str, Callable[[Case, Answers], Quality]]
        found = getattr(self._checks, "QUALITY", {})
        return found.get(level.name)

    def work(self, level: Level) -> Callable[[Case], Work] | None:
        """What no solution of a level can avoid, where the kata says it."""
        found: dict[str, Callable[[Case], Work]] = getattr(self._checks, "LIMIT", {})
        return found.get(level.name)

    # digests

    @functools.cached_property
    def digest(self) -> str:
        """SHA-256 over everything that decides a verdict."""
        total = hashlib.sha256()
        for name, path in self.deciding.items():
            total.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
        return total.hexdigest()

    @property
    def deciding(self) -> dict[str, Path]:
        """What decides a verdict, by its name in the folder: the kata's modules and packages but
        the starter, submissions, mistakes, and what tells or bounds a case in words; the reference;
        modules of `katas` that these import.
        """
        found = {path.relative_to(self.folder).as_posix(): path for path in _modules(self.folder)}
        found = {name: path for name, path in found.items() if name not in TELLING}
        if self.reference.exists():
            found[self.reference.name] = self.reference
        shared = _shared(found.values())
        return found | {path.name: path for path in shared}


def _modules(folder: Path) -> list[Path]:
    """The modules of a kata's folder and of its packages; what judges nobody lies elsewhere."""
    return sorted(
        path
        for path in folder.rglob("*.py")
        if path.relative_to(folder).parts[0] not in ("submissions", "mistakes")
    )


def _shared(paths: Iterable[Path]) -> list[Path]:
    """The modules beside the katas' folders that these files import, and those that they do."""
    found: set[Path] = set()
    waiting = list(paths)
    while waiting:
        tree = ast.parse(waiting.pop().read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            for path in _katas_modules(node):
                if path not in found and path.is_file():
                    found.add(path)
                    waiting.append(path)
    return sorted(found)


def _katas_modules(node: ast.AST) -> list[Path]:
    """The files `katas/x.py` that an import may mean."""
    names: list[str] = []
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom) and not node.level:
        names = [f"{node.module}.{alias.name}" for alias in node.names] + [node.module or ""]
    parts = [name.split(".") for name in names]
    return [HOME / "katas" / f"{part[1]}.py" for part in parts if part[0] == "katas" and part[1:]]


def _of_level(module: ModuleType, level: Level) -> ModuleType:
    """The module of a level: what LEVELS of a package says, or the one module there is."""
    levels: dict[str, ModuleType] = getattr(module, "LEVELS", {})
    if levels and level.name not in levels:
        raise AuthorError(f"{module.__name__}: LEVELS has no module for {level.name}; name one.")
    return levels.get(level.name, module)


def _place(folder: Path, part: str) -> Path:
    """Where a part lies: a module, or a package of that name."""
    package = folder / part / "__init__.py"
    return package if package.is_file() else folder / f"{part}.py"


def _load(folder: Path, part: str) -> ModuleType:
    """A part of a kata, with what it imports relatively (`from . import shapes`)."""
    if folder.parent == HOME / "katas":
        return importlib.import_module(f"katas.{folder.name}.{part}")
    if not _place(folder, part).is_file():
        raise AuthorError(f"There is no {folder / part}.py.")
    return importlib.import_module(f"{_package(folder)}.{part}")


def _package(folder: Path) -> str:
    """A package for a kata folder outside the checkout, named by its place and content: two roots
    may hold katas of one name, and a file may change while this process runs.
    """
    total = hashlib.sha256(str(folder.resolve()).encode())
    for path in _modules(folder):
        name = path.relative_to(folder).as_posix()
        total.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
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
        kata = getattr(_load(folder, "kata"), "KATA", None)
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
