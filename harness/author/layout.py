"""What lies in a kata's folder: what is missing, stray, does not load, or is to be written."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from harness.author import consistency
from harness.catalog import VERDICT_FOLDERS, Entry
from harness.catalog.claims import parsed
from harness.errors import AuthorError

PYTHON = ("__init__.py", "kata.py", "oracle.py", "starter.py")
TOLD = ("contract.py", "reaches.py", "text.py", "story.py")
"""What a case is held to, and how it is told."""
PACKAGES = ("cases", "checks")
"""A module, or a package with a module for each level."""
TEXTS = ("README.md", "hints.md")


def structure(entry: Entry) -> Iterator[str]:
    """Everything that is missing, stray or contradicts itself: one sentence each, with what to do.

    Stops after missing files, after modules that do not import, and while a TODO of the skeleton
    is left: nothing else can be said then.
    """
    missing = [*_missing(entry)]
    yield from missing
    yield from _stray(entry)
    if missing:
        return
    broken = [*_imports(entry)]
    yield from broken
    if broken:
        return
    open_ends = [*_open_ends(entry)]
    yield from open_ends
    if open_ends:
        return
    yield from consistency.contradictions(entry)


def _missing(entry: Entry) -> Iterator[str]:
    for name in (*PYTHON, *TEXTS, "contract.py", "text.py"):
        if not (entry.folder / name).is_file():
            yield f"{name} is missing; write it (docs/author.md says what is in it)"
    for name in PACKAGES:
        if not _modules_of(entry, name):
            yield f"{name}.py is missing; write it (docs/author.md says what is in it)"
    if not entry.reference.is_file():
        yield f"reference/{entry.folder_name}.py is missing; write the reference"
    if not entry.submissions("accepted"):
        yield "submissions/accepted has no file; add one"
    if not entry.ways() and not entry.submissions("wrong_answer"):
        yield "there is no wrong submission; write one in mistakes or submissions/wrong_answer"


def _stray(entry: Entry) -> Iterator[str]:
    known = {*PYTHON, *TOLD, *TEXTS, *PACKAGES, "submissions", "mistakes", "__pycache__"}
    used = {path.relative_to(entry.folder) for path in imported(entry)}
    used |= {folder for path in used for folder in path.parents}
    for path in sorted(entry.folder.iterdir()):
        if path.name not in known and Path(path.name) not in used:
            yield f"{path.name} belongs to nothing: no module of the kata imports it; remove it"
    for package in PACKAGES:
        for path in sorted((entry.folder / package).glob("*")):
            place = path.relative_to(entry.folder)
            if path.name not in ("__init__.py", "__pycache__") and place not in used:
                yield f"{place} belongs to nothing: no module of the kata imports it; remove it"
    for path in sorted((entry.folder / "submissions").glob("**/*")):
        parts = path.relative_to(entry.folder / "submissions").parts
        expected = len(parts) == 2 and path.suffix == ".py" and parts[0] in VERDICT_FOLDERS
        is_folder = path.is_dir() and (parts[0] in VERDICT_FOLDERS and len(parts) == 1)
        if "__pycache__" not in parts and not expected and not is_folder:
            yield f"submissions/{'/'.join(parts)} belongs to nothing; remove it"

    for path in sorted((entry.folder / "mistakes").glob("*")):
        if path.suffix not in (".py", ".md") and path.name != "__pycache__":
            yield f"mistakes/{path.name} belongs to nothing; remove it"


def _modules_of(entry: Entry, part: str) -> list[Path]:
    """The module of a part, or the first of its package, if there is one."""
    places = [entry.folder / f"{part}.py", entry.folder / part / "__init__.py"]
    return [place for place in places if place.is_file()]


def _all_of(entry: Entry, part: str, pattern: str = "*.py") -> list[Path]:
    """A module of the kata's folder, or the files of a folder in it."""
    module = entry.folder / f"{part}.py"
    return [module] if module.is_file() else sorted((entry.folder / part).glob(pattern))


def imported(entry: Entry) -> set[Path]:
    """The modules of the folder that its fixed ones import (`from . import shapes`), and those."""
    fixed = (*PYTHON, *TOLD)
    waiting = [entry.folder / name for name in fixed if (entry.folder / name).is_file()]
    waiting += [path for part in PACKAGES for path in _modules_of(entry, part)]
    found = set(waiting)
    while waiting:
        path = waiting.pop()
        try:
            tree = ast.parse(path.read_text(encoding="utf-8"))
        except (SyntaxError, ValueError):
            continue  # told by whoever reads it next
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.level:
                above = path.parents[node.level - 1]
                base = above.joinpath(*(node.module or "").split("."))
                named = [base / alias.name for alias in node.names] + [base]
                files = [place for each in named for place in (f"{each}.py", each / "__init__.py")]
                for file in map(Path, files):
                    if file.is_file() and file not in found:
                        found.add(file)
                        waiting.append(file)
    return found


def _imports(entry: Entry) -> Iterator[str]:
    parts = [path for part in PACKAGES for path in _modules_of(entry, part)]
    parts += [entry.folder / name for name in TOLD if (entry.folder / name).is_file()]
    parts += [entry.oracle]
    for path in parts:
        place = path.relative_to(entry.folder)
        try:
            entry.module(path.stem if path.stem != "__init__" else path.parent.name)
        except Exception as error:
            yield f"{place} does not import: {type(error).__name__}: {error}; mend it"
    paths = [entry.starter, entry.reference]
    paths += [path for folder in VERDICT_FOLDERS for path in entry.submissions(folder).values()]
    paths += entry.ways().values()
    for path in paths:
        try:
            parsed(path)
        except AuthorError as error:
            yield f"{error}; mend it"


def _open_ends(entry: Entry) -> Iterator[str]:
    """What the skeleton still asks for, in the order in which one writes a kata."""
    paths = [entry.folder / "README.md", entry.folder / "kata.py"]
    paths += [entry.folder / name for name in TOLD if (entry.folder / name).is_file()]
    paths += [*_all_of(entry, "cases"), entry.oracle, *_all_of(entry, "checks"), entry.starter]
    paths += [entry.folder / "hints.md", *_all_of(entry, "mistakes")]
    paths += _all_of(entry, "mistakes", "*.md")
    paths += [path for folder in VERDICT_FOLDERS for path in entry.submissions(folder).values()]
    for path in (*paths, entry.reference):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            before, found, rest = line.partition("TODO")
            if found:
                name = path.relative_to(entry.root)
                said = rest.strip().rstrip('",)').rstrip(".") or before.strip()
                yield f"TODO in {name}, line {number}: {said}"
