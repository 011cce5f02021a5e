"""A digest is of all that decides a verdict, and of nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from harness import catalog
from harness.catalog import Entry
from harness.digests import measured_digest

ENTRIES = pytest.mark.parametrize("entry", catalog.entries(), ids=lambda entry: entry.kata.name)
WORDS = ("README.md", "hints.md", "starter.py")


@pytest.fixture
def copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Entry], Callable[[], Entry]]:
    """A kata in a checkout of its own, with what the katas share; found anew at each call."""

    def copy(entry: Entry) -> Callable[[], Entry]:
        shutil.copytree(
            entry.root / "katas",
            tmp_path / "katas",
            ignore=lambda _, names: {n for n in names if n == "__pycache__"},
        )
        (tmp_path / "reference").mkdir()
        shutil.copy(entry.reference, tmp_path / "reference")
        monkeypatch.setattr(catalog, "HOME", tmp_path)
        return lambda: Entry(entry.kata, tmp_path)

    return copy


def files_of(entry: Entry) -> list[Path]:
    found = [path for path in entry.folder.rglob("*") if path.is_file()]
    return [path for path in found if "__pycache__" not in path.parts and path.name != "kata.py"]


@ENTRIES
def test_a_changed_byte_moves_the_digest_of_what_judges_and_of_nothing_else(
    entry: Entry, copied: Callable[[Entry], Callable[[], Entry]]
) -> None:
    now = copied(entry)
    decides = {path.resolve() for path in now().deciding.values()}
    places = [*files_of(now()), now().reference, *(now().root / "katas").glob("*.py")]
    before = now().digest, measured_digest(now())
    for path in places:
        source = path.read_bytes()
        path.write_bytes(source + b"\nMORE = 1\n")
        moved = (now().digest, measured_digest(now())) != before
        assert moved == (path.resolve() in decides), path
        path.write_bytes(source)
    names = {path.relative_to(now().root).parts for path in decides}
    assert not any({"submissions", "mistakes", *WORDS} & set(parts) for parts in names)


@ENTRIES
def test_every_module_a_kata_runs_is_in_its_digest(entry: Entry) -> None:
    """Packages, their modules, and what katas share: by what importing the kata has loaded."""
    import sys

    for part in ("cases", "checks", "oracle"):
        if (entry.folder / part).exists() or (entry.folder / f"{part}.py").exists():
            entry.module(part)
    decides = {path.resolve() for path in entry.deciding.values()}
    mine = f"katas.{entry.folder_name}."
    for name, module in list(sys.modules.items()):
        if name.startswith(mine) and getattr(module, "__file__", None):
            assert Path(str(module.__file__)).resolve() in decides, name


def test_what_katas_share_is_in_the_digest_of_those_who_import_it(
    copied: Callable[[Entry], Callable[[], Entry]],
) -> None:
    now = copied(catalog.find("fanout"))
    shared = now().root / "katas" / "shared_shapes.py"
    shared.write_text("SIZE = 3\n")
    before = now().digest
    traces = now().root / "katas" / "traces.py"
    traces.write_text(f"{traces.read_text()}\nfrom katas.shared_shapes import SIZE\n")
    imported = now().digest
    shared.write_text("SIZE = 4\n")
    assert len({before, imported, now().digest}) == 3


def test_a_case_told_in_words_decides_nothing(
    copied: Callable[[Entry], Callable[[], Entry]],
) -> None:
    now = copied(catalog.find("fanout"))
    before = now().digest
    (now().folder / "text.py").write_text("def tell(case): ...\n")
    (now().folder / "contract.py").write_text("def valid(case): ...\n")
    assert now().digest == before
