"""kata compare: real runs of real files, one of them as it was in an earlier revision."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from harness import catalog
from harness.cli.compare import named
from harness.errors import KataError

ENTRY = catalog.find("lru-cache")
NUMBA = ENTRY.submissions("accepted")["numba"].read_text()


def kata(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from harness.cli import main; main()", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=300)


def git(*arguments: str, folder: Path) -> None:
    identity = ["-c", "user.name=a", "-c", "user.email=a@b"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def history(tmp_path: Path) -> Path:
    """A repository whose one file was plain Python once and is numba now."""
    git("init", folder=tmp_path)
    for source in (ENTRY.submissions("accepted")["python"].read_text(), NUMBA):
        (tmp_path / "mine.py").write_text(source)
        git("add", "mine.py", folder=tmp_path)
        git("commit", "-m", "next", folder=tmp_path)
    return tmp_path


@pytest.mark.slow
def test_the_same_code_ties_and_older_code_is_slower(history: Path) -> None:
    names = ("mine.py", "numba", "mine.py@HEAD~1", "wrong_answer/holds_one_too_many")
    done = kata("compare", "lru-cache", *names, "--level", "replay", "--json", folder=history)
    assert done.returncode == 0, done.stderr
    standings = json.loads(done.stdout)["replay"]["large_cache"]
    by_name = {standing["side"]: standing for standing in standings}
    assert set(by_name) == set(names[:3]), "who is wrong is not compared"
    old = by_name["mine.py@HEAD~1"]
    assert old["high"] < 0.7 and not old["tied"]
    for same in names[:2]:
        assert by_name[same]["ratio"] == pytest.approx(1.0, abs=0.2)


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("mine.py@nowhere", "git has no mine.py at 'nowhere'"),
        ("mine.py@--help", "names no revision"),
        ("mine.py@", "names no revision"),
        ("yours.py", "There is no file yours.py"),
        ("me", "There is no file"),
    ],
)
def test_what_cannot_be_compared_is_said(
    history: Path, what: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(history)
    with pytest.raises(KataError, match=words):
        named(ENTRY, what)


def test_one_solution_is_no_comparison(tmp_path: Path) -> None:
    for names in (["numba"], ["numba", "numba"]):
        done = kata("compare", "lru-cache", *names, folder=tmp_path)
        assert done.returncode == 2 and "two or more" in done.stderr
