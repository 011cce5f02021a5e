"""Who does not want to wait: `--check`, Enter while something is timed, published rungs."""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest
from commands import KATA, folder, kata
from conftest import PLAIN_REPLAY

from harness.cli.advice import exit_code, next_step
from harness.judge.verdict import LevelResult
from harness.measure.settling import expected_s

__all__ = ["folder"]  # a fixture
MS = 1e6


def test_to_check_is_to_judge_and_nothing_more(folder: Path) -> None:
    (folder / "my.py").write_text(PLAIN_REPLAY)
    done = kata(folder, "run", "lru-cache", "my.py", "--level", "replay", "--check")
    assert "all right, and nothing was timed: kata run lru-cache" in done.stdout
    level = json.loads((folder / ".kata" / "history.jsonl").read_text())["levels"][0]
    assert (level["verdict"], level["speeds"], done.returncode) == ("accepted", [], 0)
    wrong = PLAIN_REPLAY.replace("            cache.move_to_end(key)\n", "")
    (folder / "my.py").write_text(wrong)
    assert kata(folder, "run", "lru-cache", "my.py", "--check").returncode == 1


def test_what_contradicts_itself_is_refused(folder: Path) -> None:
    done = kata(folder, "run", "lru-cache", "--check", "--rank")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "--check times nothing" in done.stderr


def test_right_is_passed_where_nothing_is_timed() -> None:
    from harness import catalog

    levels = catalog.find("lru-cache").kata.levels
    results = {level.name: LevelResult(level.name, "accepted") for level in levels}
    assert exit_code(levels, results) == 1
    assert exit_code(levels, results, timed=False) == 0
    kata = catalog.find("lru-cache").kata
    assert next_step(kata, levels, results, timed=False).endswith("kata run lru-cache")


@pytest.mark.parametrize(
    ("costs_ns", "left_s", "expected"),
    [
        ([{"reference": 5 * MS, "solution": 10 * MS}], 18.0, 10.0),
        ([{"reference": 5 * MS, "solution": 15 * MS}] * 4, 18.0, 20.0),
        ([{"reference": 5 * MS, "solution": 500 * MS}] * 5, 18.0, 20.0),
        ([{"reference": 5 * MS, "solution": 5000 * MS}] * 3, 18.0, 120.0),
    ],
)
def test_how_long_it_takes(
    costs_ns: list[dict[str, float]], left_s: float, expected: float
) -> None:
    assert expected_s(costs_ns, (3, 5), "default", left_s) == pytest.approx(expected, rel=0.3)


def test_enter_skips_what_is_timed(folder: Path) -> None:
    """On a terminal of its own, in whose foreground it stands."""
    (folder / "my.py").write_text(PLAIN_REPLAY)
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(folder)
        os.environ["TMPDIR"] = str(folder.parent / "temporary")
        words = ["run", "lru-cache", "my.py", "--level", "replay"]
        os.execv(sys.executable, [*KATA, *words])
    shown = _read_until(terminal, "Enter skips")
    assert "timing replay, about " in shown
    os.write(terminal, b"\n")
    shown = _read_until(terminal, "nothing was timed: kata run lru-cache")
    assert "reference" not in shown.split("Enter skips")[-1]
    _, status = os.waitpid(pid, 0)
    os.close(terminal)
    assert os.waitstatus_to_exitcode(status) == 0


def _read_until(terminal: int, wanted: str) -> str:
    shown, until_s = "", time.monotonic() + 60
    while wanted not in shown:
        assert time.monotonic() < until_s, shown
        if select.select([terminal], [], [], 0.2)[0]:
            shown += os.read(terminal, 65536).decode("utf-8", "replace")
    return shown


def test_rungs_are_shown_as_published(folder: Path) -> None:
    (folder / "my.py").write_text(PLAIN_REPLAY)
    shown = kata(folder, "run", "lru-cache", "my.py", "--level", "replay")
    assert "as published" in shown.stdout
    assert "--ladder measures them here" in shown.stdout
    assert "the ladder of" not in shown.stderr


@pytest.mark.slow
def test_rungs_are_measured_when_asked_for(folder: Path) -> None:
    (folder / "my.py").write_text(PLAIN_REPLAY)
    command = ("run", "lru-cache", "my.py", "--level", "replay")
    shown = kata(folder, *command, "--ladder")
    assert "the ladder of replay" in shown.stderr
    assert "as published" not in shown.stdout
    assert "as published" not in kata(folder, *command).stdout, "it is remembered here"


@pytest.mark.slow
def test_subprocesses_have_no_terminal_and_nothing_to_skip(folder: Path) -> None:
    (folder / "my.py").write_text(PLAIN_REPLAY)
    done = subprocess.run(
        [*KATA, "run", "lru-cache", "my.py", "--level", "replay"],
        cwd=folder,
        env={**os.environ, "TMPDIR": str(folder.parent / "temporary")},
        input="\n\n",
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert "Enter" not in done.stderr
    assert "slower than the reference" in done.stdout
