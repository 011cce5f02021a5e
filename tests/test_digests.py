"""A digest is of all that decides a verdict, and of nothing else."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from harness import catalog
from harness.catalog import Entry, sources
from harness.catalog.digests import measured_digest

ENTRIES = pytest.mark.parametrize("entry", catalog.entries(), ids=lambda entry: entry.kata.name)


@pytest.fixture
def copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Entry], Callable[[], Entry]]:
    """A kata in a checkout of its own, with what the katas share; found anew at each call."""

    def copy(entry: Entry) -> Callable[[], Entry]:
        place = tmp_path / "katas" / entry.folder_name
        shutil.copytree(entry.folder, place, ignore=shutil.ignore_patterns("__pycache__"))
        for shared in (entry.root / "katas").glob("*.py"):
            shutil.copy(shared, tmp_path / "katas")
        (tmp_path / "reference").mkdir()
        shutil.copy(entry.reference, tmp_path / "reference")
        monkeypatch.setattr(sources, "HOME", tmp_path)
        return lambda: Entry(entry.kata, tmp_path)

    return copy


def spoil(path: Path) -> bytes:
    """One more statement, or sentence, at the end of a file; what it was before."""
    before = path.read_bytes()
    path.write_bytes(before + b"\nMORE = 1\n")
    return before


@ENTRIES
def test_a_changed_byte_in_what_judges_moves_the_digest(
    entry: Entry, copied: Callable[[Entry], Callable[[], Entry]]
) -> None:
    now = copied(entry)
    before = now().digest
    for name, path in now().deciding.items():
        source = spoil(path)
        assert now().digest != before, name
        path.write_bytes(source)


def test_so_does_it_that_of_what_was_measured_where_the_code_changed(
    copied: Callable[[Entry], Callable[[], Entry]],
) -> None:
    now = copied(catalog.find("fanout"))
    before = measured_digest(now())
    for name, path in now().deciding.items():
        source = spoil(path)
        assert (measured_digest(now()) != before) == (name != "kata.py"), name
        path.write_bytes(source + b"\n# a comment\n")
        assert measured_digest(now()) == before, name


@ENTRIES
def test_no_change_of_words_and_submissions_moves_a_digest(
    entry: Entry, copied: Callable[[Entry], Callable[[], Entry]]
) -> None:
    now = copied(entry)
    before = now().digest, measured_digest(now())
    decides = {path.resolve() for path in now().deciding.values()}
    rest = [path for path in now().folder.rglob("*") if path.is_file()]
    rest = [path for path in rest if path.resolve() not in decides]
    for path in rest:
        spoil(path)
    assert {path.name for path in rest} >= {"README.md", "hints.md", "starter.py", "naive.py"}
    assert (now().digest, measured_digest(now())) == before


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
        if f"{name.removeprefix(mine)}.py" in sources.TELLING:
            continue  # they tell a case, and decide nothing
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
