"""A kata and its files, by the names that are fixed inside its folder."""

from __future__ import annotations

import difflib
import functools
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from harness.catalog import mistakes, sources
from harness.catalog.mistakes import Wrong
from harness.errors import AuthorError, MisuseError
from harness.kata import (
    Answers,
    Case,
    CaseText,
    Check,
    Function,
    Kata,
    Level,
    Quality,
    Work,
    Workload,
)

VERDICT_FOLDERS = ("accepted", "wrong_answer", "time_limit")
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
        return sources.load(self.folder, part)

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
        return ways[close_to(name, list(ways), f"way of {self.kata.name}")]

    def stopped(self) -> dict[str, Wrong]:
        """Name -> wrong or slow submission, be it a file of its own or an edit of a way.

        AuthorError where one cannot be read or made.
        """
        files = self.submissions("wrong_answer") | self.submissions("time_limit")
        return mistakes.wrong_of(self.folder, files)

    def wrong(self) -> dict[str, Wrong]:
        """Those that are stopped on small cases."""
        slow = self.slow()
        return {name: each for name, each in self.stopped().items() if name not in slow}

    def slow(self) -> dict[str, Wrong]:
        """Those that are right and too slow: they fail at a workload."""
        workloads = {name for level in self.kata.levels for name in level.workloads}
        files = self.submissions("time_limit")
        return {
            name: each
            for name, each in self.stopped().items()
            if each.fails.where in workloads or name in files
        }

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
        return levels[close_to(name, list(levels), f"level of {self.kata.name}")]

    # what the kata's modules hold, level by level

    @functools.cached_property
    def _cases(self) -> ModuleType:
        return self.module("cases")

    @functools.cached_property
    def _checks(self) -> ModuleType:
        return self.module("checks")

    def families(self, level: Level) -> dict[str, Family]:
        """Name -> small cruel case of a level, in their order: the names in `__all__` of its module
        of cases.
        """
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

    def depth(self, level: Level) -> dict[str, Family]:
        """Name -> case of a level with more history than 2^16 of anything, too long for the oracle:
        the names in `DEPTH` of its module of cases.
        """
        module = _of_level(self._cases, level)
        return {name: getattr(module, name) for name in getattr(module, "DEPTH", ())}

    def anything(self, level: Level) -> Family | None:
        """Any small case of a level that its contract allows: ANYTHING of the kata's cases, by the
        name of its function, or of the level where that asks for less than the function does.
        """
        found: dict[str, Family] = getattr(self._cases, "ANYTHING", {})
        return found.get(level.name, found.get(level.function))

    def checks(self, level: Level) -> tuple[Check, ...]:
        """What a level asks of an answer, in this order."""
        module = _of_level(self._checks, level)
        return tuple(getattr(module, name) for name in module.__all__)

    def quality(self, level: Level) -> Callable[[Case, Answers], Quality] | None:
        """How good an answer of a level is, where that is what is scored."""
        found: dict[str, Callable[[Case, Answers], Quality]]
        found = getattr(self._checks, "QUALITY", {})
        return found.get(level.name)

    def work(self, level: Level) -> Callable[[Case], Work] | None:
        """What no solution of a level can avoid, where the kata says it."""
        found: dict[str, Callable[[Case], Work]] = getattr(self._checks, "WORK", {})
        return found.get(level.name)

    # a case as the brief knows it

    @functools.cached_property
    def contract(self) -> ModuleType:
        """The kata's contract.py: VALID, REACHES, AT_FULL_SIZE, UNREACHED."""
        return self.module("contract")

    def text(self, function: Function) -> CaseText:
        """How a case of a function is told, and read again."""
        if not (self.folder / "text.py").is_file():
            raise AuthorError(f"{self.kata.name} has no text.py, so its cases cannot be told.")
        found: CaseText = self.module("text").TEXTS[function.name]
        return found

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
        """What decides a verdict, by its name in the folder."""
        return sources.deciding(self.folder, self.reference)


def _of_level(module: ModuleType, level: Level) -> ModuleType:
    """The module of a level: what LEVELS of a package says, or the one module there is."""
    levels: dict[str, ModuleType] = getattr(module, "LEVELS", {})
    if levels and level.name not in levels:
        raise AuthorError(f"{module.__name__}: LEVELS has no module for {level.name}; name one.")
    return levels.get(level.name, module)


def close_to(name: str, known: list[str], what: str) -> str:
    """The name itself if it is known; MisuseError with the nearest one otherwise."""
    if name in known:
        return name
    near = difflib.get_close_matches(name, known, 1, 0.5)
    hint = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(known)}."
    raise MisuseError(f"There is no {what} called {name[:60]!r}. {hint}")
