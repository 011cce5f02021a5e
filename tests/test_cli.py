"""The command line as a learner meets it: real processes, in an empty folder."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import PLAIN_REPLAY

KATA = [sys.executable, "-c", "from harness.cli import main; main()"]

NEVER_REFRESHES = PLAIN_REPLAY.replace("            cache.move_to_end(key)\n", "")


def kata(folder: Path, *arguments: str, **changes: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder.parent / "cache"), **changes}
    return subprocess.run(
        [*KATA, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "project").mkdir()
    return tmp_path / "project"


def test_list_names_katas_levels_and_systems(folder: Path) -> None:
    shown = kata(folder, "list").stdout
    for word in ("fanout", "lru-cache", "deliver", "replay", "Twitter"):
        assert word in shown


def test_show_prints_the_brief_in_either_spelling(folder: Path) -> None:
    assert kata(folder, "show", "lru-cache").stdout == kata(folder, "show", "lru_cache").stdout
    assert "## " in kata(folder, "show", "fanout").stdout


def test_alone_it_says_what_is_next(folder: Path) -> None:
    assert "next: kata run rate-limit" in kata(folder).stdout
    kata(folder, "start", "fanout")
    assert "started: solutions/fanout.py" in kata(folder).stdout


def test_start_writes_once_and_never_over_work(folder: Path) -> None:
    assert kata(folder, "start", "fanout").returncode == 0
    path = folder / "solutions" / "fanout.py"
    path.write_text("mine")
    again = kata(folder, "start", "fanout")
    assert (again.returncode, path.read_text()) == (2, "mine")
    assert "exists already" in again.stderr


def test_a_starter_is_not_started_and_says_what_to_fill_in(folder: Path) -> None:
    kata(folder, "start", "lru-cache")
    shown = kata(folder, "run", "lru-cache")
    assert shown.returncode == 1
    assert "not started" in shown.stdout
    assert "next: fill in replay" in shown.stdout


def test_a_wrong_file_shows_the_failing_case_in_words(folder: Path) -> None:
    (folder / "my.py").write_text(NEVER_REFRESHES)
    shown = kata(folder, "run", "lru-cache", "my.py")
    assert shown.returncode == 1
    assert "wrong: hits_refresh at worked_example: request 4: expected a hit" in shown.stdout


@pytest.mark.slow
def test_an_edit_shows_the_difference_and_history_keeps_both(folder: Path) -> None:
    (folder / "solutions").mkdir()
    path = folder / "solutions" / "lru_cache.py"
    path.write_text(NEVER_REFRESHES)
    first = kata(folder, "run", "lru-cache", "--level", "replay")
    path.write_text(PLAIN_REPLAY)
    second = kata(folder, "run", "lru-cache", "--level", "replay")
    assert "wrong" in first.stdout
    assert "right" in second.stdout
    assert "slower than the reference" in second.stdout
    lines = (folder / ".kata" / "history.jsonl").read_text().splitlines()
    rows = [json.loads(line) for line in lines]
    verdicts = [row["levels"][0]["verdict"] for row in rows if row["kind"] == "run"]
    assert verdicts[0] == "wrong answer"
    assert verdicts[1] in ("accepted", "inconclusive"), "a busy machine may hide bronze"
    timed = rows[1]["levels"][0]["samples"]["small_cache"][0]["windows"]
    assert set(timed) == {"reference", "solution"}
    assert all(len(windows) >= 4 for windows in timed.values()), "the raw samples are kept"


def test_json_is_one_object_and_nothing_else(folder: Path) -> None:
    (folder / "my.py").write_text(NEVER_REFRESHES)
    done = kata(folder, "run", "lru-cache", "my.py", "--level", "replay", "--json")
    row = json.loads(done.stdout)
    assert row["levels"][0]["check"] == "hits_refresh"
    assert row["solution"]["own"] is True
    assert done.returncode == 1


def test_prints_of_a_crashed_solution_are_shown(folder: Path) -> None:
    (folder / "my.py").write_text(
        "def replay(keys, capacity, hit):\n    print('here', len(keys))\n    1 // 0\n"
    )
    shown = kata(folder, "run", "lru-cache", "my.py").stdout
    assert "crashed at worked_example: ZeroDivisionError" in shown
    assert "(line 3, in replay)" in shown
    assert "here 6" in shown


def test_practice_mode_says_that_it_is_one(folder: Path) -> None:
    (folder / "my.py").write_text(NEVER_REFRESHES)
    shown = kata(folder, "run", "lru-cache", "my.py", KATA_BOX="off")
    assert "Practice mode" in shown.stderr
    assert "wrong: hits_refresh" in shown.stdout


def in_terminal(folder: Path, stdout_too: bool) -> tuple[str, str]:
    """What a run writes to stdout and to a terminal, which has stderr, and stdout too if wanted."""
    (folder / "my.py").write_text(NEVER_REFRESHES)
    ours, theirs = pty.openpty()
    running = subprocess.Popen(
        [*KATA, "run", "lru-cache", "my.py"],
        cwd=folder,
        stdout=theirs if stdout_too else subprocess.PIPE,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "100"},
    )
    os.close(theirs)
    seen = b""
    while True:
        try:
            part = os.read(ours, 4096)
        except OSError:  # Linux says so when the last writer is gone
            break
        seen += part
        if not part:
            break
    os.close(ours)
    out = running.communicate()[0] or b""
    return out.decode(), seen.decode()


def test_on_a_terminal_there_is_a_spinner_and_the_verdict(folder: Path) -> None:
    _, seen = in_terminal(folder, stdout_too=True)
    assert "small cases" in seen
    assert "hits_refresh" in seen
    assert "\x1b[" in seen


def test_a_pipe_gets_the_verdict_though_stderr_is_a_terminal(folder: Path) -> None:
    out, seen = in_terminal(folder, stdout_too=False)
    assert "hits_refresh" in out
    assert "small cases" not in out
    assert "hits_refresh" not in seen


def test_the_demonstration(folder: Path) -> None:
    done = kata(folder, "run", "fanout")
    assert done.returncode == 0, done.stderr
    for rung in ("naive", "numpy", "numba", "reference"):
        assert re.search(rf"{rung} +█", done.stdout), rung
    assert re.search(r"a post to 40 M followers would take [\d.]+ (s|minutes)", done.stdout)
    assert "next: kata start fanout" in done.stdout
