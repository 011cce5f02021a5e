"""The skeleton of a new kata: every file there, and a TODO wherever the author has to think."""

from __future__ import annotations

import keyword
import os
import re
import shutil
import string
import tempfile
from pathlib import Path

from harness import catalog
from harness.errors import MisuseError

TEMPLATES = Path(__file__).parent / "skeleton"
FOLDER = {
    "kata.py": "kata.py",
    "cases.py": "cases.py",
    "check.py": "check.py",
    "oracle.py": "oracle.py",
    "starter.py": "starter.py",
    "README.md": "README.md",
    "hints.md": "hints.md",
    "submissions/accepted.py": "submissions/accepted/naive.py",
    "submissions/wrong_answer.py": "submissions/wrong_answer/name_of_the_fault.py",
    "submissions/time_limit.py": "submissions/time_limit/reason_it_is_slow.py",
}
"""Template -> where it goes in the kata's folder."""
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_NAME_LENGTH_MAX = 40
_RESERVED = ("traces",)
"""Modules that lie beside the folders of the katas."""


def new(name: str, root: Path | None = None) -> list[Path]:
    """Write the skeleton of a kata below `root`, or into the checkout; the files it wrote.

    MisuseError, and nothing written, where the name cannot be one or something is there already.
    """
    _check_name(name)
    root = _checkout() if root is None else root
    folder = root / "katas" / name.replace("-", "_")
    reference = root / "reference" / f"{folder.name}.py"
    for path in (folder, reference):
        if os.path.lexists(path):
            raise MisuseError(f"{path} exists already; choose another name, or move it away.")
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        reference.parent.mkdir(exist_ok=True)
        _write(name, folder, reference)
    except OSError as error:
        raise MisuseError(f"{folder} cannot be written: {error.strerror}.") from None
    return [reference, *sorted(path for path in folder.rglob("*") if path.is_file())]


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name) or len(name) > _NAME_LENGTH_MAX:
        raise MisuseError(
            f"{name[:60]!r} cannot be a kata's name; write lower-case words joined by '-', "
            f"{_NAME_LENGTH_MAX} characters at most."
        )
    if name in _RESERVED or keyword.iskeyword(name):
        raise MisuseError(f"{name} means something else to Python here; choose another name.")
    if name in [entry.kata.name for entry in catalog.entries()]:
        raise MisuseError(f"There is a kata called {name} already; choose another name.")


def _checkout() -> Path:
    if not (catalog.HOME / "pyproject.toml").is_file():
        raise MisuseError(
            "The harness is installed without its checkout; say --into FOLDER, "
            "and name that folder in KATA_PATH."
        )
    return catalog.HOME


def _write(name: str, folder: Path, reference: Path) -> None:
    """All files beside their place, then two steps into it: the second undoes the first."""
    waiting = Path(tempfile.mkdtemp(prefix=".new-", dir=folder.parent))
    try:
        for source, target in FOLDER.items():
            path = waiting / "kata" / target
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(_filled(source, name), encoding="utf-8")
        (waiting / "kata" / "__init__.py").touch()
        (waiting / "reference.py").write_text(_filled("reference.py", name), encoding="utf-8")
        os.link(waiting / "reference.py", reference)  # never over another file
        try:
            (waiting / "kata").rename(folder)
        except OSError:
            reference.unlink()
            raise
    finally:
        shutil.rmtree(waiting, ignore_errors=True)


def _filled(template: str, name: str) -> str:
    text = (TEMPLATES / f"{template}.txt").read_text(encoding="utf-8")
    return string.Template(text).substitute(name=name)
