"""docs/author.md followed to the letter, and the skeleton that it begins with."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from documented import DOCUMENT, FILE, OWN_NAMES, follow_the_page

from harness import catalog
from harness.author import scaffold
from harness.author.gate import STEPS, Gate
from harness.errors import MisuseError

TEXT = DOCUMENT.read_text()


def kata(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """The command, in a folder that holds the kata's root as `my-katas`."""
    run = "import sys; from harness.cli import main; sys.argv[0] = 'kata'; main()"
    return subprocess.run(
        [sys.executable, "-c", run, *words],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "KATA_PATH": str(folder / "my-katas")},
        capture_output=True,
        text=True,
        timeout=300,
    )


def shown(command: str) -> list[str]:
    """The lines that the page shows below a command, the first time."""
    [*_, block] = re.findall(rf"^\$ {re.escape(command)}\n(.*?)^```", TEXT, re.M | re.S)[:1]
    return str(block).splitlines()


def test_the_page_shows_every_file_of_the_skeleton(tmp_path: Path) -> None:
    wrote = {str(path.relative_to(tmp_path)) for path in scaffold.new("rate-limit", tmp_path)}
    named = {path for path, _ in FILE.findall(TEXT)}
    left = {path.removeprefix("katas/rate_limit/submissions/") for path in wrote - named}
    assert left == {"katas/rate_limit/__init__.py", *OWN_NAMES}
    assert all(f"`submissions/{name}`" in TEXT for name in OWN_NAMES)


def test_what_the_page_shows_of_the_skeleton_is_what_comes(tmp_path: Path) -> None:
    begun = kata("author", "new", "rate-limit", "--into", "my-katas", folder=tmp_path)
    assert begun.returncode == 0
    wrote = [
        line for line in shown("kata author new rate-limit --into my-katas") if "wrote" in line
    ]
    assert [line for line in begun.stdout.splitlines() if "wrote" in line] == wrote
    judged = kata("author", "verify", "rate-limit", folder=tmp_path)
    assert judged.returncode == 1
    *first, dots = shown("kata author verify rate-limit")
    assert dots.strip() == "..."
    assert judged.stdout.splitlines()[: len(first)] == first


def test_a_kata_made_by_the_page_passes_the_gate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = follow_the_page(tmp_path, monkeypatch)
    gate = Gate(entry, seeds=3, quick=True)
    findings = [*gate.run()]
    assert [finding.text for finding in findings if not finding.ok] == []
    assert {finding.step for finding in findings} == set(STEPS) - {"full size", "pars"}
    assert gate.kills["never_full"] == {"never_without_token": 3}


def test_every_todo_of_a_skeleton_is_a_line_of_the_gate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = scaffold.new("a-new-one", tmp_path)
    monkeypatch.setenv("KATA_PATH", str(tmp_path))
    findings = [*Gate(catalog.find("a-new-one")).run()]
    assert not any(finding.ok for finding in findings)
    assert len(findings) == sum(path.read_text().count("TODO") for path in paths)
    for path in paths:
        if "TODO" in path.read_text():
            name = str(path.relative_to(tmp_path))
            assert any(f"TODO in {name}, line " in finding.text for finding in findings)


BAD_NAMES = "Rate rate_limit rate--limit -rate ../rate 1rate traces class fanout"


@pytest.mark.parametrize("name", ["", "a" * 41, *BAD_NAMES.split()])
def test_a_name_that_cannot_be_one_writes_nothing(name: str, tmp_path: Path) -> None:
    with pytest.raises(MisuseError):
        scaffold.new(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("taken", ["katas/rate_limit", "reference/rate_limit.py"])
def test_nothing_is_written_over(taken: str, tmp_path: Path) -> None:
    (tmp_path / taken).parent.mkdir()
    (tmp_path / taken).write_text("mine")
    with pytest.raises(MisuseError, match="exists already"):
        scaffold.new("rate-limit", tmp_path)
    assert (tmp_path / taken).read_text() == "mine"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / taken]


def test_a_skeleton_is_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "rename", lambda *_: (_ for _ in ()).throw(OSError(28, "No space")))
    with pytest.raises(MisuseError, match="No space"):
        scaffold.new("rate-limit", tmp_path)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_the_options_and_exit_codes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    follow_the_page(tmp_path / "my-katas", monkeypatch)
    unknown = kata("author", "verify", "--step", "nonsense", "rate-limit", folder=tmp_path)
    assert unknown.returncode == 2 and "There is no step 'nonsense'" in unknown.stderr
    good = kata("author", "verify", "rate-limit", "--step", "brief", "--json", folder=tmp_path)
    assert good.returncode == 0, good.stdout
    assert '"step": "brief"' in good.stdout and "rate-limit ·" not in good.stdout
