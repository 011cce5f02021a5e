"""A pull request with results, judged by the script that the workflow runs, in repositories."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import LOCKED, PLAIN_REPLAY
from ranked_run import ENTRY, published, quiet_run

from harness.results.record import canonical

SCRIPT = Path(__file__).parent.parent / ".github" / "scripts" / "judge_results.py"
AUTHOR = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
pytestmark = pytest.mark.skipif(not LOCKED, reason="sources of strangers run in locks only")


class Clone:
    """A repository with results on main, and a change on top of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.results = folder / "results" / "lru_cache"
        self.git("init", "-q", "-b", "main")
        self.write("README.md", "results\n")
        self.base = self.commit()

    def git(self, *words: str) -> str:
        command = ["git", *AUTHOR, *words]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def commit(self) -> str:
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "change")
        return self.git("rev-parse", "HEAD")

    def judged(self, login: str = "Ann") -> tuple[int, str]:
        self.commit()
        out = self.folder.parent / "verdict.md"
        command = [sys.executable, str(SCRIPT), str(self.folder), "--base", self.base]
        command += ["--login", login, "--out", str(out)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300)
        assert done.stdout == out.read_text() and not done.stderr, done.stderr
        return done.returncode, done.stdout


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    folder = tmp_path / "clone"
    folder.mkdir()
    return Clone(folder)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("results/lru_cache/bob.py", "is not yours: you are ann"),
        ("results/lru_cache/official.jsonl", "is not yours"),
        ("results/lru_cache/ann.txt", "is no result"),
        ("results/nothing/ann.py", "is no result"),
        ("results/lru_cache/deeper/ann.py", "is no result"),
        ("results/decisions.toml", "is no result"),
        ("harness/judge/answer.py", "is no result"),
        (".github/workflows/results.yml", "is no result"),
    ],
)
def test_nothing_else_may_be_touched(clone: Clone, name: str, why: str) -> None:
    clone.write(name, "x = 1\n")
    code, said = clone.judged()
    assert code == 1 and why in said and said.startswith("## This cannot be taken")


def test_a_link_a_deleted_file_and_lost_rows(clone: Clone) -> None:
    clone.write("results/lru_cache/ann.jsonl", "one\n")
    clone.base = clone.commit()
    clone.write("results/lru_cache/ann.jsonl", "other\n")
    assert "has lost rows that the base has" in clone.judged()[1]
    (clone.results / "ann.jsonl").unlink()
    (clone.results / "ann.jsonl").symlink_to("/etc/passwd")
    code, said = clone.judged()
    assert code == 1 and "no plain file" in said and "root:" not in said
    (clone.results / "ann.jsonl").unlink()
    assert "is gone" in clone.judged()[1]


@pytest.mark.parametrize("login", ["reference", "official", "a/b", "-", "ann.b"])
def test_a_login_that_is_no_handle(clone: Clone, login: str) -> None:
    clone.write("results/lru_cache/ann.py", "x = 1\n")
    code, said = clone.judged(login)
    assert code == 1 and "handle" in said


@pytest.mark.slow
def test_a_row_that_is_none(clone: Clone) -> None:
    clone.write("results/lru_cache/ann.py", PLAIN_REPLAY)
    clone.write("results/lru_cache/ann.jsonl", "{}\n")
    code, said = clone.judged()
    assert code == 1 and "ann.jsonl, line 1" in said and "No row of it may be ranked" in said
    assert "replay: accepted" in said, "the source is judged all the same"


@pytest.mark.slow  # a real ranked run stands behind it
def test_a_good_row_a_forged_one_and_a_wrong_source(clone: Clone) -> None:
    good = canonical(published(quiet_run())) + "\n"
    clone.write("results/lru_cache/ann.py", PLAIN_REPLAY)
    clone.write("results/lru_cache/ann.jsonl", good)
    code, said = clone.judged()
    assert code == 0, said
    assert "replay: 0.25 (" in said and "replay: accepted" in said and "in a box (" in said
    forged = good.replace('"medal":"silver"', '"medal":"gold"').replace('"bronze"', '"gold"')
    clone.write("results/lru_cache/ann.jsonl", forged)
    code, said = clone.judged()
    assert code == 1 and "line 1" in said
    wrong = PLAIN_REPLAY + "\n\nreplay_right = replay\n\n\ndef replay(*arguments):\n    pass\n"
    clone.write("results/lru_cache/ann.py", wrong)
    run = quiet_run(source=wrong)
    clone.write("results/lru_cache/ann.jsonl", canonical(published(run)) + "\n")
    code, said = clone.judged()
    assert code == 1 and "replay: wrong answer" in said
    assert ENTRY.kata.name in said
