"""Where a kata's modules lie, how they are loaded, and which of them decide a verdict."""

from __future__ import annotations

import ast
import functools
import hashlib
import importlib
import sys
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

from harness.catalog import caches
from harness.errors import AuthorError

HOME = Path(__file__).resolve().parents[2]
"""The folder that holds `katas` and `reference`: the checkout, or site-packages."""
TELLING = ("starter.py", "contract.py", "reaches.py", "text.py", "story.py")
"""Modules of a kata that decide no verdict: what a learner starts from, what a case may be and what
cases are to reach, how one is told, and what is told after it.
"""


def place(folder: Path, part: str) -> Path:
    """Where a part lies: a module, or a package of that name."""
    package = folder / part / "__init__.py"
    return package if package.is_file() else folder / f"{part}.py"


def load(folder: Path, part: str) -> ModuleType:
    """A part of a kata, with what it imports relatively (`from . import shapes`)."""
    name = f"katas.{folder.name}.{part}"
    if folder.parent != HOME / "katas":
        if not place(folder, part).is_file():
            raise AuthorError(f"There is no {folder / part}.py.")
        name = f"{_package(folder)}.{part}"
    caches.give_place(folder)
    try:
        return importlib.import_module(name)
    except SystemExit:
        raise AuthorError(
            f"{place(folder, part)} ends the program when it loads; mend it."
        ) from None


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


def deciding(folder: Path, reference: Path) -> dict[str, Path]:
    """What decides a verdict, by its name in the folder: the kata's modules and packages but the
    starter, submissions, mistakes, and what tells or bounds a case in words; the reference; modules
    of `katas` that these import.
    """
    found = {path.relative_to(folder).as_posix(): path for path in _modules(folder)}
    found = {name: path for name, path in found.items() if name not in TELLING}
    if reference.exists():
        found[reference.name] = reference
    return found | {path.name: path for path in _shared(found.values())}


def _modules(folder: Path) -> list[Path]:
    """The modules of a kata's folder and of its packages; what judges nobody lies elsewhere."""
    return sorted(
        path
        for path in folder.rglob("*.py")
        if path.relative_to(folder).parts[0] not in ("submissions", "mistakes") and path.is_file()
    )


def _shared(paths: Iterable[Path]) -> list[Path]:
    """The modules beside the katas' folders that these files import, and those that they do."""
    found: set[Path] = set()
    waiting = list(paths)
    while waiting:
        for name in _imported(waiting.pop().read_bytes()):
            path = HOME / "katas" / name
            if path not in found and path.is_file():
                found.add(path)
                waiting.append(path)
    return sorted(found)


@functools.lru_cache(maxsize=1000)
def _imported(source: bytes) -> tuple[str, ...]:
    """The modules beside the katas' folders that a source may import. Most name none, and parsing
    is what this costs: 0.2 s of each command for a kata of 25 files.
    """
    if b"katas" not in source:
        return ()
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return ()  # the gate says so; it imports nothing
    return tuple(name for node in ast.walk(tree) for name in _katas_modules(node))


def _katas_modules(node: ast.AST) -> list[str]:
    """The files `x.py` in `katas` that an import may mean."""
    names: list[str] = []
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom) and not node.level:
        names = [f"{node.module}.{alias.name}" for alias in node.names] + [node.module or ""]
    parts = [name.split(".") for name in names]
    return [f"{part[1]}.py" for part in parts if part[0] == "katas" and part[1:]]
