"""A solution in the tools of any Python program: pytest and an editor's tests, a profiler."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from commands import folder, kata

from harness import catalog
from harness.catalog.solution import read
from harness.cli import profiled

__all__ = ["folder"]  # a fixture
ROOT = Path(__file__).parent.parent
ENTRY = catalog.find("rate-limit")
RIGHT = (ENTRY.folder / "submissions" / "accepted" / "python.py").read_text()
WRONG = RIGHT.replace("now > full", "now > full + 1")


def pytest_in(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """As a learner has it: a process of its own, warnings errors, nothing else configured."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider", *words],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTEST_ADDOPTS": ""},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.fixture
def begun(folder: Path) -> Path:
    assert kata(folder, "start", "rate-limit", "--tests").returncode == 0
    return folder


def test_a_starter_has_a_test_for_each_kind_of_case_and_all_are_skipped(begun: Path) -> None:
    level = ENTRY.kata.levels[0]
    listed = pytest_in(begun, "solutions", "--collect-only")
    for family in ENTRY.families(level):
        assert f"test_rate_limit[allow-{family}]" in listed.stdout
    done = pytest_in(begun, "solutions")
    assert re.match(r"\d+ skipped", done.stdout.splitlines()[-1]), done.stdout


def test_the_tests_are_never_written_over(begun: Path) -> None:
    path = begun / "solutions" / "test_rate_limit.py"
    path.write_text("mine")
    again = kata(begun, "start", "rate-limit", "--tests")
    assert (again.returncode, path.read_text()) == (2, "mine")
    path.unlink()
    (begun / "solutions" / "rate_limit.py").write_text("mine")
    assert kata(begun, "start", "rate-limit", "--tests").returncode == 0
    assert (begun / "solutions" / "rate_limit.py").read_text() == "mine"


def test_a_failing_case_is_shown_small_and_by_the_same_check(begun: Path) -> None:
    (begun / "solutions" / "rate_limit.py").write_text(WRONG)
    done = pytest_in(begun, "solutions", "-k", "one_each_ms")
    assert done.returncode == 1
    assert "never_over_capacity: request " in done.stdout
    assert len(re.findall(r"^  ask ", done.stdout, re.MULTILINE)) <= 5
    assert re.search(r"expected [01 ]+\n +yours +[01 ]+\n +\^", done.stdout)
    assert "/harness/" not in done.stdout, "nothing of ours is in the way"
    (begun / "solutions" / "rate_limit.py").write_text(RIGHT)
    assert pytest_in(begun, "solutions").returncode == 0


def test_a_crash_is_shown_in_the_learners_own_line_and_so_is_the_debugger(begun: Path) -> None:
    broken = RIGHT.replace("now -= interval_ms", "now -= 1 / 0")
    (begun / "solutions" / "rate_limit.py").write_text(broken)
    done = pytest_in(begun, "solutions", "-k", "worked_example", "--tb=short")
    assert re.search(r"rate_limit\.py:\d+: in allow\n +now -= 1 / 0", done.stdout), done.stdout
    debugged = pytest_in(begun, "solutions", "-k", "worked_example", "--pdb")
    assert "now -= 1 / 0" in debugged.stdout
    assert "entering PDB" in debugged.stdout.replace("Entering", "entering")


def test_every_kata_has_its_tests() -> None:
    from harness import testing

    for entry in catalog.entries():
        test = testing.cases(entry.kata.name, __file__)
        kinds = test.pytestmark[0].args[1]  # type: ignore[attr-defined]
        assert len(kinds) == sum(len(entry.families(level)) for level in entry.kata.levels)


def test_lines_have_their_share_of_the_time(folder: Path) -> None:
    (folder / "my.py").write_text(RIGHT)
    shown = kata(folder, "run", "rate-limit", "my.py", "--profile").stdout
    assert shown.startswith("allow, rush")
    shares = [float(found) for found in re.findall(r"^ +(\d+\.\d)% +\d", shown, re.MULTILINE)]
    assert 90 < sum(shares) <= 101
    assert re.search(r"% +[\d,]+ +\d+ +parts\[who\] = now$", shown, re.MULTILINE)


@pytest.mark.parametrize(
    ("source", "code", "said"),
    [
        (RIGHT.replace("full = capacity", "full = nobody"), 2, "my.py crashed"),
        ("1 / 0\n", 2, "my.py does not load"),
        ("x = 1\n", 2, "my.py does not define allow"),
    ],
)
def test_what_cannot_be_profiled_gets_a_sentence(
    folder: Path, source: str, code: int, said: str
) -> None:
    (folder / "my.py").write_text(source)
    done = kata(folder, "run", "rate-limit", "my.py", "--profile")
    assert (done.returncode, said in done.stderr) == (code, True), done.stderr


def test_who_never_ends_is_stopped_and_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loop = RIGHT.replace("    full = ", "    while True:\n        n_users += 1\n    full = ")
    (folder / "my.py").write_text(loop)
    monkeypatch.setattr(profiled, "LIMIT_S", 1.0)
    solution = read(folder / "my.py", "my.py", own=True)
    shown = list(profiled.profile(ENTRY, ENTRY.kata.levels[0], solution))
    assert shown[0] == "allow, rush, the first 1 s"
    assert any("n_users += 1" in line for line in shown)
