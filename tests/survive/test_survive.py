"""Short versions of the scripts beside this file; the full ones are `pytest -m slow`.

Each says what broke, and on the command line it is repeated by `python -m tests.survive.NAME`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import HONEST, LIMITS, solution

from harness.box import Setting
from harness.judge.arena import Arena

from . import faults, fuzz, kills, starts, together
from .common import ROOT, Counts

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="reads /proc"),
]
ROWS = ("handles", "lines", "records", "histories")


def holds(counts: Counts) -> None:
    """Nothing broke, and something was tried."""
    assert not counts.faults, counts.told()
    assert counts, "nothing was tried"


def script(name: str, *options: str) -> None:
    """A script as it is typed: in a process of its own, which may fork."""
    command = [sys.executable, "-m", f"tests.survive.{name}", *options]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stdout + done.stderr


def test_surroundings_that_lack_limit_or_spoil_something() -> None:
    script("surroundings")


def test_a_kill_leaves_nothing_and_loses_nothing() -> None:
    short = tuple(replace(kind, within_s=min(kind.within_s, 2.0)) for kind in kills.KINDS[:3])
    holds(kills.run(8, 1, short))


def test_a_killed_publish_writes_a_row_or_none() -> None:
    holds(kills.run(6, 1, kills.KINDS[3:]))


def test_what_is_struck_from_outside_is_not_the_learner_s_fault() -> None:
    counts = Counts()
    faults.strike_all(counts, ("full",))
    holds(counts)
    assert counts["worker stopped in a window: judge error"] == 1


def test_a_worker_that_stopped_goes_on_where_it_may_have_done_so_itself() -> None:
    strike, during = faults.STRIKES["worker stopped in a window"]
    assert faults.struck_window("nons", strike, during) == "right"


def test_an_answer_that_came_while_the_command_was_stopped_is_taken(mode: str) -> None:
    with Arena({"it": solution(HONEST)}, Setting(mode, LIMITS)) as arena:
        box = arena.boxes["it"]
        box._send({"do": "window", "what": "n", "limit_s": 1.0, "arrangement": 0})
        time.sleep(0.5)
        assert box._receive(-60.0)["wall_ns"] > 0


def test_a_full_disk_is_not_the_learner_s_fault() -> None:
    counts = Counts()
    faults.fill_all(counts, faults.DISKS[:5])
    holds(counts)


SAVE = """
import sys
from harness import catalog
from harness.box import Setting
from harness.catalog.solution import read
from harness.judge import reference_cache
entry = catalog.find("lru-cache")
setting = Setting("full", entry.kata.limits)
image = bytes(int(sys.argv[1]) << 20)
reference_cache.save(read(entry.reference, "reference", own=False), setting, image)
"""


def test_a_half_written_cache_is_gone_after_the_next_one(tmp_path: Path) -> None:
    def files() -> list[Path]:
        return [path for path in tmp_path.rglob("*") if path.is_file()]

    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path), "PYTHONPATH": str(ROOT)}
    large = subprocess.Popen([sys.executable, "-c", SAVE, "300"], env=environment)
    while not any(path.stat().st_size for path in files()):
        assert large.poll() is None
    large.kill()
    large.wait()
    subprocess.run([sys.executable, "-c", SAVE, "1"], env=environment, check=True)
    assert [(path.suffix, path.stat().st_size >> 20) for path in files()] == [(".jit", 1)]


def test_writers_at_once_lose_no_row() -> None:
    script("writers", "--count", "50")


def test_killed_writers_tear_no_row_of_others() -> None:
    script("writers", "--count", "30", "--rows", "5", "--kills", "10")


def test_runs_at_once_are_all_judged() -> None:
    holds(together.run(6, 0, short=1))


def test_boxes_leave_nothing_behind() -> None:
    holds(starts.run(starts.WARM + 15))


def test_handles_and_rows_get_a_sentence() -> None:
    holds(fuzz.run(200, 1, ROWS))


def test_kata_folders_get_a_sentence() -> None:
    holds(fuzz.run(300, 1, ("folders",)))


@pytest.mark.slow
class TestInFull:
    """Minutes each, one after another."""

    def test_kills(self) -> None:
        holds(kills.run(200, 1))

    def test_faults(self) -> None:
        holds(faults.run(24, 1))

    def test_writers(self) -> None:
        script("writers", "--count", "200")
        script("writers", "--count", "100", "--rows", "10", "--kills", "30")

    def test_six_runs_at_once(self) -> None:
        holds(together.run(6, 3))

    def test_a_thousand_boxes(self) -> None:
        holds(starts.run(1000))

    def test_a_hundred_thousand_inputs(self) -> None:
        holds(fuzz.run(100_000, 1, ROWS))

    def test_the_kata_folders_among_them(self) -> None:
        holds(fuzz.run(100_000, 1, ("folders",)))
