"""Kata folders as nobody would write them, for the fuzz beside this file."""

from __future__ import annotations

import shutil
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DataObject

from harness import catalog
from harness.author.gate import Gate
from harness.catalog import finding
from harness.errors import KataError

from .common import Counts, assert_sentence

PARTS = (
    *("kata.py", "oracle.py", "starter.py", "README.md", "hints.md", "cases/__init__.py"),
    *("cases/deliver.py", "checks/__init__.py", "checks/looks.py"),
    *("mistakes/rings.py", "mistakes/rings.md", "mistakes/rings.md", "mistakes/rows_kept.md"),
    "submissions/time_limit/sorts_the_whole_history.py",
)


@contextmanager
def imports_forgotten() -> Any:
    """Modules imported inside are taken out again: a hundred thousand folders are many."""
    before = set(sys.modules)
    try:
        yield
    finally:
        for name in set(sys.modules) - before:
            if name.startswith("kata_"):
                del sys.modules[name]


def spoil(path: Path, draw: DataObject) -> None:
    """One file of a kata's folder: cut, mixed, replaced, removed, or no file at all."""
    action = draw.draw(
        st.sampled_from(["line", "line", "word", "word", "cut", "bytes", "gone", "folder", "link"])
    )
    data = path.read_bytes()
    path.unlink()
    if action in ("line", "word"):
        parts = (data.splitlines(True) if action == "line" else data.split(b" ")) or [b""]
        at = draw.draw(st.integers(0, len(parts) - 1))
        other = draw.draw(st.integers(0, len(parts) - 1))
        parts[at : at + 1] = draw.draw(st.sampled_from([[], [parts[other]], [parts[at]] * 2]))
        path.write_bytes((b"" if action == "line" else b" ").join(parts))
    elif action == "cut":
        path.write_bytes(data[: draw.draw(st.integers(0, len(data)))])
    elif action == "bytes":
        at = draw.draw(st.integers(0, len(data)))
        path.write_bytes(data[:at] + draw.draw(st.binary(min_size=1, max_size=6)) + data[at:])
    elif action == "folder":
        path.mkdir()
    elif action == "link":
        path.symlink_to(draw.draw(st.sampled_from(["gone", path.name])))


class Folders:
    """Copies of a kata's folder below a root that `KATA_PATH` would name."""

    def __init__(self, place: Path, name: str = "fanout") -> None:
        self.place, self.name, self.number = place, name, 0
        self.good = catalog.find(name)

    def check(self, draw: DataObject, counts: Counts) -> None:
        """Found and listed, held against itself, or refused in a sentence."""
        self.number += 1
        root = self.place / str(self.number)
        inside = root / "katas" / self.name
        shutil.copytree(self.good.folder, inside, ignore=shutil.ignore_patterns("__pycache__"))
        (root / "reference").mkdir()
        shutil.copy(self.good.reference, root / "reference")
        for _ in range(draw.draw(st.integers(1, 2))):
            path = inside / draw.draw(st.sampled_from(PARTS))
            if path.is_file():
                spoil(path, draw)
        try:
            with imports_forgotten():
                counts[f"folders: {self.read(root, inside)}"] += 1
        finally:
            shutil.rmtree(root)

    def read(self, root: Path, inside: Path) -> str:
        """Everything that is read of a kata before something is judged."""
        if not (inside / "kata.py").is_file():
            return "not seen"
        try:
            entry = finding.entry_in(root, inside)
        except (KataError, OSError) as error:  # the command line has a sentence for both
            assert_sentence(str(error), "entry")
            return "refused"
        gate = Gate(entry)
        findings = [*gate._held("files", gate._files)]
        if all(each.ok for each in findings):
            findings += [*gate._held("brief", gate._brief)]
        faults = [each.text for each in findings if not each.ok]
        for fault in faults:
            assert_sentence(fault, "finding")
        assert len(entry.digest) == 64
        return "told what is wrong" if faults else "nothing wrong"
